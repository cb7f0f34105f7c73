export { CacheModule } from './cache.module.js';
export { RowCache } from './row-cache.js';
