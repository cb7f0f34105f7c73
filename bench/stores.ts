import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { type DockerServer, ScratchSchema, startMemcached, startMySql, startRedis } from '@app/testing';
import type { Row } from './peers/rows.js';

const run = promisify(execFile);
const ADMIN = 'dist/apps/admin/apps/admin/src/main.js';

/** The servers that all candidates share, and where to find them. */
export interface Stores {
  redis: Redis;
  /** Address of that Redis, on port 6379. */
  redisAddress: string;
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

/** Runs a collector that takes spans over OTLP/HTTP and drops them, and hands its URL to `use`. */
export async function withCollector(use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    request.resume();
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
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
  const redisAddress = await addressOf(redisServer);
  const redis = new Redis({ host: redisAddress });
  try {
    await run(process.execPath, [ADMIN, 'migrate', 'up'], { env: { ...process.env, ...schema.environment } });
    const rows = await schema.query<Row>('SELECT name, type FROM pokemon ORDER BY id');
    await writeFile(rowsFile, JSON.stringify(rows));
    const redisHost = { REDIS_HOST: redisAddress, REDIS_PORT: '6379' };
    const memcached = `${await addressOf(memcachedServer)}:11211`;
    const { DB_MIGRATION_USER: _user, DB_MIGRATION_PASSWORD: _password, ...database } = schema.environment;
    await use({
      redis,
      redisAddress,
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
