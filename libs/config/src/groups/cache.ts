import { endpoints, host, integer, port, type ValuesOf } from '../variables.js';

export const memcachedVariables = {
  MEMCACHED_SERVERS: endpoints(11_211, {
    description: 'Servers, separated by commas; win over host and port.',
    example: 'memcached-0:11211,memcached-1:11211',
  }),
  MEMCACHED_HOST: host({
    description: 'Memcached server; without any only the in-process cache is used.',
    example: 'localhost',
  }),
  MEMCACHED_PORT: port({ default: 11_211, description: 'Port of Memcached.' }),
  MEMCACHED_TIMEOUT_MS: integer({
    default: 100,
    min: 10,
    max: 300,
    description: 'Deadline of a call, connecting included.',
  }),
};

export const cacheVariables = {
  CACHE_TTL_S: integer({
    default: 30,
    min: 1,
    max: 86_400,
    description: 'Life of a row in the process; varied by a tenth at random.',
  }),
  CACHE_SHARED_TTL_S: integer({
    default: 300,
    min: 1,
    max: 2_592_000,
    description: 'Life of a row in Memcached.',
  }),
  CACHE_UNKNOWN_TTL_S: integer({
    default: 5,
    min: 1,
    max: 3600,
    description: 'How long a name is remembered as unknown.',
  }),
  CACHE_MAX_ROWS: integer({
    default: 2000,
    min: 1,
    max: 1_000_000,
    description: 'Rows kept in the process.',
  }),
  CACHE_MAX_UNKNOWN: integer({
    default: 10_000,
    min: 1,
    max: 1_000_000,
    description: 'Unknown names kept in the process.',
  }),
};

export type MemcachedSettings = NonNullable<ReturnType<typeof readMemcached>>;
export type CacheSettings = ReturnType<typeof readCache>;

/** Maps the variables of Memcached; undefined without a server. */
export function readMemcached(values: ValuesOf<typeof memcachedVariables>) {
  const single = values.MEMCACHED_HOST && [{ host: values.MEMCACHED_HOST, port: values.MEMCACHED_PORT }];
  const servers = values.MEMCACHED_SERVERS ?? single;
  return servers ? { servers, timeoutMs: values.MEMCACHED_TIMEOUT_MS } : undefined;
}

/** Maps the variables of the cache. */
export function readCache(values: ValuesOf<typeof cacheVariables>) {
  return {
    ttlS: values.CACHE_TTL_S,
    sharedTtlS: values.CACHE_SHARED_TTL_S,
    unknownTtlS: values.CACHE_UNKNOWN_TTL_S,
    maxRows: values.CACHE_MAX_ROWS,
    maxUnknown: values.CACHE_MAX_UNKNOWN,
  };
}
