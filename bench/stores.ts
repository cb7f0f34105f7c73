import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import {
  type DockerServer,
  ScratchSchema,
  startMemcached,
  startMySql,
  startRedis,
} from '../libs/testing/src/index.js';
import { ADMIN } from './service.js';
import type { Row } from './peers/rows.js';

const run = promisify(execFile);

/** The servers that all candidates share, and where to find them. */
export interface Stores {
  redis: Redis;
  servers: { mysql: DockerServer; redis: DockerServer; memcached: DockerServer };
  names: string[];
  /** Variables of our service. */
  serviceEnvironment: NodeJS.ProcessEnv;
  /** Variables of the peers. */
  peerEnvironment: NodeJS.ProcessEnv;
}

/** Starts and migrates the servers, hands them to `use`, and removes them, on Ctrl-C too. */
export async function withStores(use: (stores: Stores) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'minipokedex-bench-'));
  const started = await Promise.allSettled([startMySql(), startRedis(), startMemcached()]);
  try {
    const [mysql, redis, memcached] = started.map((server) => {
      if (server.status === 'rejected') throw server.reason;
      return server.value;
    }) as [DockerServer, DockerServer, DockerServer];
    await Promise.race([useStores(mysql, redis, memcached, join(folder, 'rows.json'), use), interruption()]);
  } finally {
    for (const server of started) if (server.status === 'fulfilled') await server.value.remove();
    await rm(folder, { recursive: true });
  }
}

async function useStores(
  mysql: DockerServer,
  redisServer: DockerServer,
  memcachedServer: DockerServer,
  rowsFile: string,
  use: (stores: Stores) => Promise<void>,
): Promise<void> {
  const schema = await ScratchSchema.create(mysql.port);
  const redis = new Redis({ host: await addressOf(redisServer) });
  try {
    await run(process.execPath, [ADMIN, 'migrate', 'up'], { env: { ...process.env, ...schema.environment } });
    const rows = await schema.query<Row>('SELECT name, type FROM pokemon ORDER BY id');
    await writeFile(rowsFile, JSON.stringify(rows));
    const redisHost = { REDIS_HOST: await addressOf(redisServer), REDIS_PORT: '6379' };
    const memcached = `${await addressOf(memcachedServer)}:11211`;
    const { DB_MIGRATION_USER: _user, DB_MIGRATION_PASSWORD: _password, ...database } = schema.environment;
    await use({
      redis,
      servers: { mysql, redis: redisServer, memcached: memcachedServer },
      names: rows.map(({ name }) => name),
      serviceEnvironment: { ...database, ...redisHost, MEMCACHED_SERVERS: memcached },
      peerEnvironment: { ...redisHost, MEMCACHED_SERVER: memcached, ROWS_FILE: rowsFile },
    });
  } finally {
    redis.disconnect();
    await schema.root.end();
  }
}

function interruption(): Promise<never> {
  return new Promise((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error(signal)));
  });
}

/**
 * A server's own address on Docker's bridge. Its port on 127.0.0.1 leads through a process of Docker's that costs about
 * as much as a command itself, which would favour whoever sends the fewest.
 */
async function addressOf(server: DockerServer): Promise<string> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  return (await run('docker', ['inspect', '--format', format, server.id])).stdout.trim();
}
