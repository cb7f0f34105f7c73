import { redisVariables } from './redis-variables.js';
import { tracingVariables } from './tracing-variables.js';
import {
  choice,
  endpoints,
  flag,
  host,
  integer,
  optionalFlag,
  origins,
  port,
  secret,
  text,
  textWithDefault,
} from './variables.js';

/**
 * Every environment variable the project reads, in the order of the documentation. The largest deadlines of the three
 * stores add up to 1.8 s, so that an answer that waits for all of them takes less than 2 s.
 */
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
      description: 'Origins that browsers may call from, separated by commas; none if not given.',
      example: 'https://example.org',
    }),
    MAX_WATCHERS: integer({
      default: 500,
      min: 0,
      max: 100_000,
      description: 'Clients that may follow the counts as they change; any more get 503.',
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
    DB_HOST: host({
      description: 'MySQL server; without it the embedded database is used.',
      example: 'localhost',
    }),
    DB_PORT: port({ default: 3306, description: 'Port of MySQL.' }),
    DB_USER: textWithDefault({ default: 'minipokedex', description: 'User of the service.' }),
    DB_PASSWORD: secret({
      description: 'Its password; must be given with `DB_HOST`, if only as an empty value.',
    }),
    DB_NAME: textWithDefault({ default: 'minipokedex', description: 'Schema.' }),
    DB_TLS: optionalFlag({
      description: 'Encrypt connections to MySQL and verify its certificate; off if not given.',
      example: 'true',
    }),
    DB_TLS_CA: text({
      description: 'PEM file of the authority to trust, if not a public one. Implies `DB_TLS`.',
      example: '/etc/mysql/ca.pem',
    }),
    DB_POOL_SIZE: integer({ default: 10, min: 1, max: 1000, description: 'Connections to MySQL at most.' }),
    DB_TIMEOUT_MS: integer({
      default: 800,
      min: 10,
      max: 1000,
      description: 'Deadline of a query, connecting included.',
    }),
  },
  Migrations: {
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
  Redis: redisVariables,
  Memcached: {
    MEMCACHED_SERVERS: endpoints({
      defaultPort: 11_211,
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
  Tracing: tracingVariables,
} as const;
