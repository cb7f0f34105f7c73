export type { Endpoint } from './endpoint.js';
export { maskedSettings } from './masked-settings.js';
export { explain, OperatorError, UsageError } from './operator.error.js';
export { readMigrationSettings } from './read-migration-settings.js';
export { readSettings } from './read-settings.js';
export { SettingsError } from './settings-error.js';
export {
  CACHE_SETTINGS,
  COUNTER_SETTINGS,
  DATABASE_SETTINGS,
  MEMCACHED_SETTINGS,
  REDIS_SETTINGS,
  SERVICE_SETTINGS,
  SettingsModule,
} from './settings.module.js';
export type {
  CacheSettings,
  CounterSettings,
  DatabaseSettings,
  MemcachedSettings,
  MigrationSettings,
  RedisSettings,
  ServiceSettings,
  Settings,
  TlsSettings,
} from './settings.js';
