import { assertNoFaults, parseEnvironment, type ParsedEnvironment } from './environment.js';
import { readDatabase } from './read-database.js';
import { readRedis } from './read-redis.js';
import type { MemcachedSettings, MigrationSettings, ServiceSettings, Settings } from './settings.js';

/**
 * Reads the settings of the service.
 *
 * @throws SettingsError that lists every fault by variable name and rule
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const parsed = parseEnvironment(environment);
  const { values, faults, warnings } = parsed;
  const database = readDatabase(parsed);
  const redis = readRedis(parsed);
  if (values.REQUIRE_STORES && !values.DB_HOST)
    faults.push({ variable: 'DB_HOST', rule: 'must be given: REQUIRE_STORES is true' });
  if (values.REQUIRE_STORES && !redis && !faults.some(({ variable }) => variable.startsWith('REDIS_'))) {
    faults.push({
      variable: 'REDIS_HOST',
      rule: 'or REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER_NODES must be given: REQUIRE_STORES is true',
    });
  }
  if (values.PORT !== undefined && values.PORT === values.METRICS_PORT) {
    faults.push({ variable: 'METRICS_PORT', rule: 'must differ from PORT' });
  }
  assertNoFaults(faults);
  if (!database && values.DB_PASSWORD !== undefined)
    warnings.push('DB_PASSWORD is given without DB_HOST: the embedded database is used');
  return {
    service: readService(values),
    database,
    redis,
    memcached: readMemcached(values),
    cache: {
      ttlS: values.CACHE_TTL_S!,
      sharedTtlS: values.CACHE_SHARED_TTL_S!,
      unknownTtlS: values.CACHE_UNKNOWN_TTL_S!,
      maxRows: values.CACHE_MAX_ROWS!,
      maxUnknown: values.CACHE_MAX_UNKNOWN!,
    },
    counter: { whenDown: values.COUNTER_WHEN_DOWN! },
    warnings,
  };
}

/**
 * Reads the settings of the migration command: `DB_HOST` and the migration user are required there.
 *
 * @throws SettingsError that lists every fault by variable name and rule
 */
export function readMigrationSettings(environment: NodeJS.ProcessEnv): MigrationSettings {
  const parsed = parseEnvironment(environment);
  const { values, faults } = parsed;
  const database = readDatabase(parsed);
  for (const variable of ['DB_HOST', 'DB_MIGRATION_USER', 'DB_MIGRATION_PASSWORD'] as const) {
    if (values[variable] === undefined && !faults.some((fault) => fault.variable.startsWith(variable))) {
      faults.push({ variable, rule: 'must be given to migrate' });
    }
  }
  if (values.DB_MIGRATION_USER !== undefined && values.DB_MIGRATION_USER === values.DB_USER) {
    faults.push({
      variable: 'DB_MIGRATION_USER',
      rule: 'must differ from DB_USER, whose privileges the migration restricts',
    });
  }
  assertNoFaults(faults);
  const { user, password } = database!;
  return {
    admin: {
      ...database!,
      user: values.DB_MIGRATION_USER!,
      password: values.DB_MIGRATION_PASSWORD!,
      poolSize: 2,
    },
    service: { user, password },
    waitS: values.DB_MIGRATION_WAIT_S!,
    logLevel: values.LOG_LEVEL!,
  };
}

function readService(values: ParsedEnvironment['values']): ServiceSettings {
  return {
    port: values.PORT!,
    metricsPort: values.METRICS_PORT!,
    logLevel: values.LOG_LEVEL!,
    logFormat: values.LOG_FORMAT!,
    logRequests: values.LOG_REQUESTS!,
    corsOrigins: values.CORS_ORIGINS!,
    shutdownDelayMs: values.SHUTDOWN_DELAY_MS!,
    dataDir: values.DATA_DIR!,
    revision: values.BUILD_REVISION!,
    built: values.BUILD_DATE!,
  };
}

function readMemcached(values: ParsedEnvironment['values']): MemcachedSettings | undefined {
  const host = values.MEMCACHED_HOST;
  const servers =
    values.MEMCACHED_SERVERS ?? (host === undefined ? undefined : [{ host, port: values.MEMCACHED_PORT! }]);
  return servers && { servers, timeoutMs: values.MEMCACHED_TIMEOUT_MS! };
}
