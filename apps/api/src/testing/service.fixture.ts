import type { AddressInfo } from 'node:net';
import { readSettings } from '@app/config';
import { MetricsServer } from '@app/observability';
import { scratchCounts, type ScratchSchema, temporaryFolder } from '@app/testing';
import { afterAll, beforeAll, inject } from 'vitest';
import { createApp } from '../app.module.js';
import { migratedSchema } from '../../../admin/src/testing/migrated.schema.js';

/** The service, listening on free ports of 127.0.0.1. */
export interface RunningService {
  url: string;
  port: number;
  metricsUrl: string;
  close: () => Promise<void>;
}

/**
 * Starts the service before the tests of the file, and closes it after them: over real stores in the vitest project
 * `stores`, embedded in `unit`.
 *
 * @param environment variables beside those that name the stores
 * @returns an object that holds the service while a test runs
 */
export function useService(environment: NodeJS.ProcessEnv = {}): RunningService {
  const service = {} as RunningService;
  const stores = inject('mysqlPort') === undefined ? embedded() : realStores();
  beforeAll(async () => {
    Object.assign(service, await startService({ LOG_LEVEL: 'silent', ...stores, ...environment }));
  });
  afterAll(() => service.close());
  return service;
}

function embedded(): NodeJS.ProcessEnv {
  return { DATA_DIR: temporaryFolder(afterAll) };
}

/** @returns variables that are there once the tests run */
function realStores(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...PATIENT, REQUIRE_STORES: 'true' };
  let schema: ScratchSchema;
  beforeAll(async () => {
    schema = await migratedSchema(inject('mysqlPort'));
    Object.assign(environment, schema.environment, {
      REDIS_URL: await scratchCounts(inject('redisPort')),
      MEMCACHED_SERVERS: `127.0.0.1:${inject('memcachedPort')}`,
    });
  });
  afterAll(() => schema.drop());
  return environment;
}

/** The longest deadlines that the settings allow, lest a store that stalls on a busy disk fail a test about other things. */
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
