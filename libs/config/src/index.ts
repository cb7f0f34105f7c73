export { maskedSettings } from './masked-settings.js';
export { readMigrationSettings, readSettings } from './read-settings.js';
export { EX_CONFIG, SettingsError } from './settings-error.js';
export { SettingsModule } from './settings.module.js';
export type {
  CacheSettings,
  DatabaseSettings,
  MemcachedSettings,
  MigrationSettings,
  RedisSettings,
  Settings,
  TlsSettings,
} from './settings.js';
export type { Endpoint } from './variables.js';
