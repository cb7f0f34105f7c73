import 'reflect-metadata';
import { promisify } from 'node:util';
import { Controller, Get, Injectable, Module, NotFoundException, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Redis } from 'ioredis';
import Memcached from 'memcached';
import { readRows, type Row } from '../rows.js';

const { PORT, REDIS_HOST, REDIS_PORT, MEMCACHED_SERVER, ROWS_FILE } = process.env;
const LIFETIME_S = 3600;

/** Reads the row from Memcached and counts the visit in Redis, as tutorials do it. */
@Injectable()
class PokemonService {
  private readonly redis = new Redis({ host: REDIS_HOST!, port: Number(REDIS_PORT) });
  private readonly memcached = new Memcached(MEMCACHED_SERVER!);
  private readonly get = promisify<string, unknown>(this.memcached.get).bind(this.memcached);
  private readonly set = promisify(this.memcached.set).bind(this.memcached);
  /** Stands in for the database. */
  private readonly catalogue = readRows(ROWS_FILE!);

  async visit(name: string) {
    const row = await this.find(name);
    const count = await this.redis.incr(`nest:${row.name}`);
    return { name: row.name, type: row.type, count };
  }

  private async find(name: string): Promise<Row> {
    const key = `nest:${encodeURIComponent(name)}`;
    const cached = await this.get(key);
    if (typeof cached === 'string') return JSON.parse(cached) as Row;
    const row = this.catalogue.get(name);
    if (!row) throw new NotFoundException();
    await this.set(key, JSON.stringify(row), LIFETIME_S);
    return row;
  }
}

@Controller()
class PokemonController {
  constructor(private readonly pokemon: PokemonService) {}

  @Get(':name')
  async visit(@Param('name') name: string) {
    return { statusCode: 200, data: await this.pokemon.visit(name) };
  }
}

@Module({ controllers: [PokemonController], providers: [PokemonService] })
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule);
app.set('json spaces', 4);
// Express would hash each body for an ETag, although no two bodies are the same.
app.set('etag', false);
await app.listen(Number(PORT), '127.0.0.1');
