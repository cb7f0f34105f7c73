import { parseEnvironment } from './environment.js';
import { readDatabase } from './read-database.js';
import { readRedis, redisAddresses } from './read-redis.js';
import type { SettingsFaults } from './settings-faults.js';
import { serviceSchema, type ServiceVariables } from './settings.schema.js';
import type { CacheSettings, MemcachedSettings, ServiceSettings, Settings } from './settings.js';

/**
 * Reads the settings of the service.
 *
 * @throws SettingsError that lists every fault by variable name and rule
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const parsed = parseEnvironment(environment, serviceSchema);
  const { values, faults, warnings } = parsed;
  const database = values.DB_HOST === undefined ? undefined : readDatabase(values.DB_HOST, parsed);
  const redis = readRedis(parsed);
  if (values.REQUIRE_STORES) checkStores(values, faults);
  if (values.PORT === values.METRICS_PORT && !faults.has('PORT'))
    faults.add('METRICS_PORT', 'must differ from PORT');
  faults.throwIfAny();
  if (!database && values.DB_PASSWORD)
    warnings.push('DB_PASSWORD is given without DB_HOST: the embedded database is used');
  if (!redis && values.REDIS_PASSWORD)
    warnings.push('REDIS_PASSWORD is given without REDIS_HOST: the embedded counter is used');
  return {
    service: readService(values),
    database,
    redis,
    memcached: readMemcached(values),
    cache: readCache(values),
    counter: { whenDown: values.COUNTER_WHEN_DOWN },
    tracing: readTracing(values),
    warnings,
  };
}

function checkStores(values: ServiceVariables, faults: SettingsFaults): void {
  if (values.DB_HOST === undefined) faults.add('DB_HOST', 'must be given: REQUIRE_STORES is true');
  const redisGiven = redisAddresses.some((name) => values[name] !== undefined || faults.has(name));
  if (!redisGiven) {
    faults.add(
      'REDIS_HOST',
      'or REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER_NODES must be given: REQUIRE_STORES is true',
    );
  }
}

function readService(values: ServiceVariables): ServiceSettings {
  return {
    port: values.PORT,
    metricsPort: values.METRICS_PORT,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    logRequests: values.LOG_REQUESTS,
    corsOrigins: values.CORS_ORIGINS,
    maxWatchers: values.MAX_WATCHERS,
    shutdownDelayMs: values.SHUTDOWN_DELAY_MS,
    dataDir: values.DATA_DIR,
    revision: values.BUILD_REVISION,
    built: values.BUILD_DATE,
  };
}

function readMemcached(values: ServiceVariables): MemcachedSettings | undefined {
  const { MEMCACHED_SERVERS: list, MEMCACHED_HOST: host, MEMCACHED_PORT: port } = values;
  const servers = list ?? (host === undefined ? undefined : [{ host, port }]);
  return servers && { servers, timeoutMs: values.MEMCACHED_TIMEOUT_MS };
}

function readCache(values: ServiceVariables): CacheSettings {
  return {
    ttlS: values.CACHE_TTL_S,
    sharedTtlS: values.CACHE_SHARED_TTL_S,
    unknownTtlS: values.CACHE_UNKNOWN_TTL_S,
    maxRows: values.CACHE_MAX_ROWS,
    maxUnknown: values.CACHE_MAX_UNKNOWN,
  };
}

/** The SDK alone would send spans to localhost if no variable were given. */
function readTracing(values: ServiceVariables): boolean {
  const exporter = values.OTEL_TRACES_EXPORTER;
  if (values.OTEL_SDK_DISABLED || exporter === 'none') return false;
  return Boolean(exporter ?? values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT);
}
