import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '@app/config';
import { MetricsServer } from '@app/observability';
import { scratchCounts, ScratchSchema } from '@app/testing';
import { inject } from 'vitest';
import { createApp } from '../create-app.js';
import { runInMemory } from '../../../admin/src/testing/run.in.memory.js';

/** The service, listening on free ports of 127.0.0.1. */
export interface RunningService {
  url: string;
  port: number;
  metricsUrl: string;
  close: () => Promise<void>;
}

/** What the service runs on: the variables that name it, and how to remove it. */
interface Ground {
  environment: NodeJS.ProcessEnv;
  remove: () => Promise<void>;
}

/**
 * Starts the service in the profile of the vitest project that runs: over real stores in `stores`, embedded in `unit`.
 *
 * @param environment variables beside those that name the stores
 */
export async function startProfile(environment: NodeJS.ProcessEnv): Promise<RunningService> {
  const ground = await (inject('mysqlPort') === undefined ? embedded() : realStores());
  const service = await startService({ LOG_LEVEL: 'silent', ...ground.environment, ...environment });
  return {
    ...service,
    close: async () => {
      await service.close();
      await ground.remove();
    },
  };
}

async function embedded(): Promise<Ground> {
  const dataDir = await mkdtemp(join(tmpdir(), 'minipokedex-'));
  return { environment: { DATA_DIR: dataDir }, remove: () => rm(dataDir, { recursive: true }) };
}

async function realStores(): Promise<Ground> {
  const schema = await ScratchSchema.create(inject('mysqlPort'));
  await runInMemory(['migrate', 'up'], { environment: schema.environment });
  return {
    environment: {
      ...schema.environment,
      ...PATIENT,
      REQUIRE_STORES: 'true',
      REDIS_URL: await scratchCounts(inject('redisPort')),
      MEMCACHED_SERVERS: `127.0.0.1:${inject('memcachedPort')}`,
    },
    remove: () => schema.drop(),
  };
}

/** The longest deadlines there are: on a busy disk a store may stall, which is not what is tested. */
export const PATIENT = {
  DB_TIMEOUT_MS: '1000',
  REDIS_TIMEOUT_MS: '500',
  MEMCACHED_TIMEOUT_MS: '300',
};

/** Starts the service with exactly this environment, on free ports. */
export async function startService(environment: NodeJS.ProcessEnv): Promise<RunningService> {
  const app = await createApp(readSettings(environment));
  const metricsPort = await app.get(MetricsServer).listen(0);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    close: () => app.close(),
  };
}
