import { CACHE_SETTINGS, type CacheSettings, MEMCACHED_SETTINGS, type MemcachedSettings } from '@app/config';
import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CacheMetrics } from './cache-metrics.js';
import { MemcachedStore } from './memcached-store.js';
import { ProcessTier } from './process-tier.js';
import { RowCache } from './row-cache.js';
import { SharedTier } from './shared-tier.js';

function createRowCache(
  settings: CacheSettings,
  memcached: MemcachedSettings | undefined,
  registry: Registry,
): RowCache {
  const process = new ProcessTier(settings);
  const metrics = new CacheMetrics(registry, () => process.sizes);
  const shared =
    memcached && new SharedTier(new MemcachedStore(memcached, settings.sharedTtlS, registry), metrics);
  return new RowCache(process, shared, metrics);
}

/** Provides the `RowCache`; without Memcached in the settings it is the process's own alone. */
@Module({
  providers: [
    {
      provide: RowCache,
      inject: [CACHE_SETTINGS, MEMCACHED_SETTINGS, Registry],
      useFactory: createRowCache,
    },
  ],
  exports: [RowCache],
})
export class CacheModule {}
