import { CACHE_SETTINGS, type CacheSettings, MEMCACHED_SETTINGS, type MemcachedSettings } from '@app/config';
import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CacheMetrics } from './cache.metrics.js';
import { Memcached } from './memcached.js';
import { type CachedFeature, type NamedRow, RowCache } from './row.cache.js';

/** Holds the cache of one feature. */
class RowCacheModule {}

/** Provides `Memcached`, which is undefined without a server in the settings: then each process has its own cache alone. */
@Module({
  providers: [
    CacheMetrics,
    {
      provide: Memcached,
      inject: [MEMCACHED_SETTINGS, Registry],
      useFactory: (settings: MemcachedSettings | undefined, registry: Registry) =>
        settings && new Memcached(settings, registry),
    },
  ],
  exports: [CacheMetrics, Memcached],
})
export class CacheModule {
  /** Provides a `RowCache` to one feature, for its rows alone. */
  static forFeature<Row extends NamedRow>(feature: CachedFeature<Row>): DynamicModule {
    return {
      module: RowCacheModule,
      imports: [CacheModule],
      providers: [
        {
          provide: RowCache,
          inject: [CACHE_SETTINGS, CacheMetrics, Memcached],
          useFactory: (settings: CacheSettings, metrics: CacheMetrics, memcached?: Memcached) =>
            new RowCache(feature, settings, metrics, memcached),
        },
      ],
      exports: [RowCache],
    };
  }
}
