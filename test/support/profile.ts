import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '@app/config';
import { MetricsServer } from '@app/observability';
import { createApp } from '../../apps/api/src/create-app.js';
import { inject } from 'vitest';
import { prepareStores } from './prepared-stores.js';

/** The service, listening on free ports of 127.0.0.1. */
export interface RunningService {
  url: string;
  port: number;
  metricsUrl: string;
  close: () => Promise<void>;
}

/**
 * Starts the service in the profile of the vitest project that runs: over real stores in `stores`, embedded in `unit`.
 *
 * @param environment variables beside those that name the stores
 */
export async function startProfile(environment: NodeJS.ProcessEnv = {}): Promise<RunningService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'minipokedex-'));
  const stores = inject('mysqlPort') === undefined ? {} : await prepareStores();
  const service = await startService({ LOG_LEVEL: 'silent', DATA_DIR: dataDir, ...stores, ...environment });
  return {
    ...service,
    close: async () => {
      await service.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

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
