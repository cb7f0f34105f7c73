import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Settings } from './settings.js';

/** Tokens of the groups of settings: `@Inject(SERVICE_SETTINGS) settings: ServiceSettings`. */
export const SERVICE_SETTINGS = Symbol('SERVICE_SETTINGS');
/** `DatabaseSettings`, or undefined for the embedded database. */
export const DATABASE_SETTINGS = Symbol('DATABASE_SETTINGS');
/** `RedisSettings`, or undefined for the embedded counter. */
export const REDIS_SETTINGS = Symbol('REDIS_SETTINGS');
/** `MemcachedSettings`, or undefined without a shared cache. */
export const MEMCACHED_SETTINGS = Symbol('MEMCACHED_SETTINGS');
export const CACHE_SETTINGS = Symbol('CACHE_SETTINGS');
export const COUNTER_SETTINGS = Symbol('COUNTER_SETTINGS');

/** Provides each group of the settings that were read at the start, everywhere, under its token. */
@Global()
@Module({})
export class SettingsModule {
  static forRoot(settings: Settings): DynamicModule {
    const providers = [
      { provide: SERVICE_SETTINGS, useValue: settings.service },
      { provide: DATABASE_SETTINGS, useValue: settings.database },
      { provide: REDIS_SETTINGS, useValue: settings.redis },
      { provide: MEMCACHED_SETTINGS, useValue: settings.memcached },
      { provide: CACHE_SETTINGS, useValue: settings.cache },
      { provide: COUNTER_SETTINGS, useValue: settings.counter },
    ];
    return { module: SettingsModule, providers, exports: providers };
  }
}
