import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Injectable, NotFoundException } from '@nestjs/common';
import { Redis } from 'ioredis';
import Memcached from 'memcached';

interface Row {
  name: string;
  type: string;
}

const { REDIS_HOST, REDIS_PORT, MEMCACHED_SERVER, ROWS_FILE } = process.env;
const LIFETIME_S = 3600;

/** Reads the row out of Memcached and counts the visit in Redis. */
@Injectable()
export class PokemonService {
  private readonly redis = new Redis({ host: REDIS_HOST!, port: Number(REDIS_PORT) });
  private readonly memcached = new Memcached(MEMCACHED_SERVER!);
  private readonly get = promisify<string, unknown>(this.memcached.get).bind(this.memcached);
  private readonly set = promisify(this.memcached.set).bind(this.memcached);
  /** Stands for the database. */
  private readonly catalogue = JSON.parse(readFileSync(ROWS_FILE!, 'utf8')) as Row[];

  async visit(name: string) {
    const row = await this.find(name);
    const count = await this.redis.incr(`nest:${row.name}`);
    return { name: row.name, type: row.type, count };
  }

  private async find(name: string): Promise<Row> {
    const key = `nest:${encodeURIComponent(name)}`;
    const cached = await this.get(key);
    if (typeof cached === 'string') return JSON.parse(cached) as Row;
    const row = this.catalogue.find((one) => one.name === name);
    if (!row) throw new NotFoundException();
    await this.set(key, JSON.stringify(row), LIFETIME_S);
    return row;
  }
}
