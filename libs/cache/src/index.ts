export { CacheModule } from './cache.module.js';
export { Memcached } from './memcached.js';
export { RowCache } from './row.cache.js';
