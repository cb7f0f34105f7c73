import type { Counter } from '@app/counter';
import type { Database } from '@app/persistence';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { HealthModule } from './health.module.js';
import { Readiness } from './readiness.js';
import { ShutdownState } from './shutdown.state.js';

it('exposes whether the schema is there, the readiness from the schema to the shutdown, and how long the start took', async () => {
  const registry = new Registry();
  const database = { schemaIsCurrent: false };
  const shutdown = new ShutdownState();
  const readiness = new Readiness(database as Database, { givesNumbers: true } as Counter, shutdown);
  void new HealthModule(registry, database as Database, readiness);

  async function values() {
    const metrics = await registry.getMetricsAsJSON();
    return Object.fromEntries(metrics.map(({ name, values: [value] }) => [name, value?.value]));
  }
  expect(await values()).toEqual({
    health_ready: 0,
    health_schema_current: 0,
    health_start_seconds: undefined,
  });
  database.schemaIsCurrent = true;
  const before = performance.now();
  const { health_start_seconds: seconds, ...started } = await values();
  expect(started).toEqual({ health_ready: 1, health_schema_current: 1 });
  expect(seconds! * 1000).toBeGreaterThanOrEqual(before);
  expect(seconds! * 1000).toBeLessThanOrEqual(performance.now());
  shutdown.onModuleDestroy();
  expect(await values()).toEqual({
    health_ready: 0,
    health_schema_current: 1,
    health_start_seconds: seconds,
  });
});
