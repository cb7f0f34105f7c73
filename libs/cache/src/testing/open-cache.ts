import type { CacheSettings, Endpoint } from '@app/config';
import { Registry } from 'prom-client';
import { CacheMetrics } from '../cache-metrics.js';
import { MemcachedStore } from '../memcached-store.js';
import { ProcessTier } from '../process-tier.js';
import { RowCache } from '../row-cache.js';
import { SharedTier } from '../shared-tier.js';

interface Options extends CacheSettings {
  /** Deadline; long where the test is not about faults, lest a busy machine make one. */
  timeoutMs: number;
}

const defaults: Options = {
  ttlS: 30,
  sharedTtlS: 300,
  unknownTtlS: 5,
  maxRows: 2000,
  maxUnknown: 10_000,
  timeoutMs: 1000,
};

/** A cache as one process of the service has it, over these servers. */
export async function openCache(servers: Endpoint[], options: Partial<Options> = {}) {
  const settings = { ...defaults, ...options };
  const registry = new Registry();
  const tier = new ProcessTier(settings);
  const metrics = new CacheMetrics(registry, () => tier.sizes);
  const store = new MemcachedStore({ servers, timeoutMs: settings.timeoutMs }, settings.sharedTtlS, registry);
  const shared = new SharedTier(store, metrics);
  const cache = new RowCache(tier, shared, metrics);
  await cache.onModuleInit();
  return { cache, shared, metrics, registry, close: () => cache.onApplicationShutdown() };
}

export type OpenCache = Awaited<ReturnType<typeof openCache>>;
