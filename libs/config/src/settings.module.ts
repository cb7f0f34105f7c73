import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Findings, parseEnvironment } from './environment.js';
import { cacheVariables, memcachedVariables, readCache, readMemcached } from './groups/cache.js';
import { mysqlVariables, readMysql } from './groups/mysql.js';
import { readCounter, readRedis, redisAddresses, redisVariables } from './groups/redis.js';
import { readService, serviceVariables } from './groups/service.js';
import { readTracing, tracingVariables } from './groups/tracing.js';

/** The effective settings of the service; the unit of each time is the end of its name. */
export type Settings = ReturnType<typeof readSettings>;

/**
 * Reads the settings of the service, which never sees the credentials of the migrations.
 *
 * @throws SettingsError that lists every fault by variable name and rule
 */
export function readSettings(environment: NodeJS.ProcessEnv) {
  const { values, findings } = parseEnvironment(environment, {
    ...serviceVariables,
    ...mysqlVariables,
    ...redisVariables,
    ...memcachedVariables,
    ...cacheVariables,
    ...tracingVariables,
  });
  const database = readMysql(values, findings);
  const redis = readRedis(values, findings);
  if (values.REQUIRE_STORES) requireStores(values, findings);
  const service = readService(values, findings);
  findings.throwIfFaulty();
  return {
    service,
    database,
    redis,
    memcached: readMemcached(values),
    cache: readCache(values),
    counter: readCounter(values),
    tracing: readTracing(values),
    warnings: findings.warnings,
  };
}

/** The effective settings as indented JSON for people, each secret replaced by `***`. */
export function maskedSettings(settings: Settings): string {
  return JSON.stringify(settings, (key, value: unknown) => (key === 'password' && value ? '***' : value), 4);
}

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
/** `boolean`: whether requests are traced. */
export const TRACING = Symbol('TRACING');

/** Provides each group of the settings everywhere, under its token. */
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
      { provide: TRACING, useValue: settings.tracing },
    ];
    return { module: SettingsModule, providers, exports: providers };
  }
}

function requireStores(values: Record<string, unknown>, findings: Findings): void {
  if (values['DB_HOST'] === undefined) findings.fault('DB_HOST', 'must be given: REQUIRE_STORES is true');
  if (redisAddresses.some((name) => values[name] !== undefined || findings.isFaulty(name))) return;
  findings.fault(
    'REDIS_HOST',
    'or REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER_NODES must be given: REQUIRE_STORES is true',
  );
}
