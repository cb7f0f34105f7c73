import type { Settings } from '@app/config';
import { StoreMetrics, Tracer } from '@app/observability';
import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Registry } from 'prom-client';
import { Counter } from './counter.js';
import { EmbeddedCounter } from './embedded.counter.js';
import { RedisCounter } from './redis.counter.js';

function createCounter(
  config: ConfigService<Settings, true>,
  metrics: StoreMetrics,
  registry: Registry,
  tracer?: Tracer,
): Counter {
  const redis = config.get('redis', { infer: true });
  return redis
    ? new RedisCounter(redis, config.get('counter', { infer: true }), metrics, registry, tracer)
    : new EmbeddedCounter(config.get('service.dataDir', { infer: true }));
}

/** Provides the `Counter` of the configured driver. */
@Module({
  providers: [
    {
      provide: Counter,
      inject: [ConfigService, StoreMetrics, Registry, { token: Tracer, optional: true }],
      useFactory: createCounter,
    },
  ],
  exports: [Counter],
})
export class CounterModule {}
