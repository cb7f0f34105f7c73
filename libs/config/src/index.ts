export type { Endpoint } from './addresses.js';
export type { CacheSettings, MemcachedSettings } from './groups/cache.js';
export {
  type DatabaseSettings,
  type MigrationSettings,
  type MysqlServerSettings,
  readMigrationSettings,
} from './groups/mysql.js';
export type { CounterSettings, RedisSettings } from './groups/redis.js';
export { type ServiceSettings, SHUTDOWN_BUDGET_MS } from './groups/service.js';
export { explain, OperatorError, SettingsError, UsageError } from './operator.error.js';
export { name, requireNode, version } from './package.js';
export {
  CACHE_SETTINGS,
  COUNTER_SETTINGS,
  DATABASE_SETTINGS,
  maskedSettings,
  MEMCACHED_SETTINGS,
  readSettings,
  REDIS_SETTINGS,
  SERVICE_SETTINGS,
  type Settings,
  SettingsModule,
  TRACING,
} from './settings.module.js';
