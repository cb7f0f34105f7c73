import { z } from 'zod';
import {
  choice,
  endpoints,
  flag,
  integer,
  origins,
  port,
  secret,
  text,
  textWithDefault,
} from './variables.js';

/** Every environment variable the project reads, in the order of the documentation. */
export const variableGroups = {
  Service: {
    PORT: port({ default: 8080, description: 'Port of the HTTP service.' }),
    METRICS_PORT: port({ default: 9090, description: 'Port of `/metrics`.' }),
    LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      default: 'info',
      description: 'Least severe level that is logged.',
    }),
    LOG_FORMAT: choice(['auto', 'json', 'pretty'], {
      default: 'auto',
      description: '`auto` is pretty on a terminal and JSON elsewhere.',
    }),
    LOG_REQUESTS: flag({
      default: false,
      description: 'Log a line for each request, not only for failed ones.',
    }),
    CORS_ORIGINS: origins({
      description: 'Origins that browsers may call from, separated by commas.',
      example: 'https://example.org',
    }),
    SHUTDOWN_DELAY_MS: integer({
      default: 0,
      min: 0,
      max: 120_000,
      description: 'Wait after SIGTERM for load balancers to look away before connections are closed.',
    }),
    DATA_DIR: textWithDefault({ default: '.data', description: 'Folder of the embedded stores.' }),
    REQUIRE_STORES: flag({ default: false, description: 'Refuse to start without MySQL and Redis.' }),
    BUILD_REVISION: textWithDefault({
      default: 'unknown',
      description: 'Commit that was built; the image sets it.',
    }),
    BUILD_DATE: textWithDefault({ default: 'unknown', description: 'Time of the build; the image sets it.' }),
  },
  MySQL: {
    DB_HOST: text({
      description: 'MySQL server; without it the embedded database is used.',
      example: 'localhost',
    }),
    DB_PORT: port({ default: 3306, description: 'Port of MySQL.' }),
    DB_USER: textWithDefault({ default: 'minipokedex', description: 'User of the service.' }),
    DB_PASSWORD: secret({
      description: 'Its password; must be given with `DB_HOST`, if only as an empty value.',
    }),
    DB_NAME: textWithDefault({ default: 'minipokedex', description: 'Schema.' }),
    DB_TLS: flag({ default: false, description: 'Encrypt connections to MySQL and verify its certificate.' }),
    DB_TLS_CA: text({
      description: 'PEM file of the authority to trust, if not a public one. Implies `DB_TLS`.',
      example: '/etc/mysql/ca.pem',
    }),
    DB_POOL_SIZE: integer({ default: 10, min: 1, max: 1000, description: 'Connections to MySQL at most.' }),
    DB_TIMEOUT_MS: integer({
      default: 800,
      min: 10,
      max: 1500,
      description: 'Deadline of a query, connecting included.',
    }),
    DB_MIGRATION_USER: text({
      description: 'User of the migrations; read by `migrate` alone.',
      example: 'migrator',
    }),
    DB_MIGRATION_PASSWORD: secret({ description: 'Its password.' }),
    DB_MIGRATION_WAIT_S: integer({
      default: 60,
      min: 0,
      max: 3600,
      description: 'How long `migrate` waits for MySQL, and for another run to end.',
    }),
  },
  Redis: {
    REDIS_URL: secret({ description: '`redis://` or `rediss://` address; wins over host and port.' }),
    REDIS_HOST: text({
      description: 'Redis server; without any Redis setting the embedded counter is used.',
      example: 'localhost',
    }),
    REDIS_PORT: port({ default: 6379, description: 'Port of Redis.' }),
    REDIS_USERNAME: text({ description: 'ACL user.' }),
    REDIS_PASSWORD: secret({ description: 'Password.' }),
    REDIS_TLS: flag({
      default: false,
      description: 'Encrypt connections to Redis and verify its certificate.',
    }),
    REDIS_TLS_CA: text({
      description: 'PEM file of the authority to trust, if not a public one. Implies `REDIS_TLS`.',
      example: '/etc/redis/ca.pem',
    }),
    REDIS_SENTINELS: endpoints({
      defaultPort: 26_379,
      description: 'Sentinels, separated by commas; win over host and port.',
      example: 'sentinel-0:26379,sentinel-1:26379',
    }),
    REDIS_SENTINEL_NAME: textWithDefault({
      default: 'mymaster',
      description: 'Name of the master that the sentinels watch.',
    }),
    REDIS_CLUSTER_NODES: endpoints({
      defaultPort: 6379,
      description: 'Nodes of a Redis Cluster to start from; win over host and port.',
      example: 'redis-0:6379,redis-1:6379',
    }),
    REDIS_TIMEOUT_MS: integer({
      default: 250,
      min: 10,
      max: 1500,
      description: 'Deadline of a command, connecting included.',
    }),
    COUNTER_WHEN_DOWN: choice(['degrade', 'reject'], {
      default: 'degrade',
      description: 'Without Redis: `degrade` answers with `"count": null`, `reject` answers 503.',
    }),
  },
  Memcached: {
    MEMCACHED_SERVERS: endpoints({
      defaultPort: 11_211,
      description: 'Servers, separated by commas; win over host and port.',
      example: 'memcached-0:11211,memcached-1:11211',
    }),
    MEMCACHED_HOST: text({
      description: 'Memcached server; without any only the in-process cache is used.',
      example: 'localhost',
    }),
    MEMCACHED_PORT: port({ default: 11_211, description: 'Port of Memcached.' }),
    MEMCACHED_TIMEOUT_MS: integer({
      default: 100,
      min: 10,
      max: 1000,
      description: 'Deadline of a call, connecting included.',
    }),
  },
  Cache: {
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
  },
} as const;

/** The flat schema of the environment, after `_FILE` and service links were resolved. */
export const environmentSchema = z.object({
  ...variableGroups.Service,
  ...variableGroups.MySQL,
  ...variableGroups.Redis,
  ...variableGroups.Memcached,
  ...variableGroups.Cache,
});

/** The validated variables. */
export type Environment = z.output<typeof environmentSchema>;

/** Names of the variables that hold a secret: masked, and readable from `<NAME>_FILE`. */
export const secretNames: readonly string[] = Object.entries(environmentSchema.shape)
  .filter(([, schema]) => schema.meta()?.secret === true)
  .map(([name]) => name);
