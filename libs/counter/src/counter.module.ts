import {
  COUNTER_SETTINGS,
  type CounterSettings,
  REDIS_SETTINGS,
  type RedisSettings,
  SERVICE_SETTINGS,
  type ServiceSettings,
} from '@app/config';
import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Counter } from './counter.js';
import { EmbeddedCounter } from './embedded/embedded.counter.js';
import { RedisCounter } from './redis/redis.counter.js';

function createCounter(
  redis: RedisSettings | undefined,
  settings: CounterSettings,
  { dataDir }: ServiceSettings,
  registry: Registry,
): Counter {
  return redis ? new RedisCounter(redis, settings, registry) : new EmbeddedCounter(dataDir);
}

/** Provides the `Counter` of the configured driver. */
@Module({
  providers: [
    {
      provide: Counter,
      inject: [REDIS_SETTINGS, COUNTER_SETTINGS, SERVICE_SETTINGS, Registry],
      useFactory: createCounter,
    },
  ],
  exports: [Counter],
})
export class CounterModule {}
