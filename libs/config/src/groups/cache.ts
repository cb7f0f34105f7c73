import { endpoints, host, integer, port, type ValuesOf } from '../variables.js';

export const memcachedVariables = {
  MEMCACHED_SERVERS: endpoints(11_211)
    .optional()
    .describe('Servers, separated by commas; win over host and port.')
    .meta({ example: 'memcached-0:11211,memcached-1:11211' }),
  MEMCACHED_HOST: host()
    .optional()
    .describe('Memcached server; without any only the in-process cache is used.')
    .meta({ example: 'localhost' }),
  MEMCACHED_PORT: port().default(11_211).describe('Port of Memcached.'),
  MEMCACHED_TIMEOUT_MS: integer(10, 300).default(100).describe('Deadline of a call, connecting included.'),
};

export const cacheVariables = {
  CACHE_TTL_S: integer(1, 86_400)
    .default(30)
    .describe('Life of a row in the process; varied by a tenth at random.'),
  CACHE_SHARED_TTL_S: integer(1, 2_592_000).default(300).describe('Life of a row in Memcached.'),
  CACHE_UNKNOWN_TTL_S: integer(1, 3600)
    .default(5)
    .describe('How long a name counts as unknown that was not there when names were listed.'),
  CACHE_MAX_ROWS: integer(1, 1_000_000).default(2000).describe('Rows kept in the process.'),
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
  };
}
