import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { type DockerServer, ScratchSchema, startMemcached, startMySql, startRedis } from '@app/testing';
import type { Row } from './peers/rows.js';

const run = promisify(execFile);
const ADMIN = 'dist/bundle/admin/admin.cjs';
const ROWS_FILE = 'dist/bench/rows.json';

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
  const servers = await Promise.all([startMySql(), startRedis(), startMemcached()]);
  try {
    await Promise.race([useStores(servers, use), interruption()]);
  } finally {
    await Promise.all(servers.map((server) => server.remove()));
  }
}

async function useStores(
  [mysql, redisServer, memcached]: [mysql: DockerServer, redis: DockerServer, memcached: DockerServer],
  use: (stores: Stores) => Promise<void>,
): Promise<void> {
  const schema = await ScratchSchema.create(mysql.port);
  const redisAddress = await addressOf(redisServer);
  const redis = new Redis({ host: redisAddress });
  try {
    await run(process.execPath, [ADMIN, 'migrate', 'up'], { env: { ...process.env, ...schema.environment } });
    const rows = await schema.query<Row>('SELECT name, type FROM pokemon ORDER BY id');
    await writeFile(ROWS_FILE, JSON.stringify(rows));
    const redisHost = { REDIS_HOST: redisAddress, REDIS_PORT: '6379' };
    const memcachedServer = `${await addressOf(memcached)}:11211`;
    await use({
      redis,
      redisAddress,
      names: rows.map(({ name }) => name),
      serviceEnvironment: { ...schema.environment, ...redisHost, MEMCACHED_SERVERS: memcachedServer },
      peerEnvironment: { ...redisHost, MEMCACHED_SERVER: memcachedServer, ROWS_FILE },
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
