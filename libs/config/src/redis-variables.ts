import {
  choice,
  endpoints,
  host,
  integer,
  optionalFlag,
  port,
  secret,
  text,
  textWithDefault,
} from './variables.js';

/** Where Redis is, how long a visit waits for it, and what a visit is answered without it. */
export const redisVariables = {
  REDIS_URL: secret({
    description:
      '`redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS; wins over host and port.',
    example: 'redis://localhost:6379/0',
  }),
  REDIS_HOST: host({
    description: 'Redis server; without any Redis setting the embedded counter is used.',
    example: 'localhost',
  }),
  REDIS_PORT: port({ default: 6379, description: 'Port of Redis.' }),
  REDIS_USERNAME: text({ description: 'ACL user.' }),
  REDIS_PASSWORD: secret({ description: 'Password.' }),
  REDIS_TLS: optionalFlag({
    description: 'Encrypt connections to Redis and verify its certificate; off if not given.',
    example: 'true',
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
    max: 500,
    description: 'Deadline of a command, connecting included.',
  }),
  REDIS_WAIT_REPLICAS: integer({
    default: 0,
    min: 0,
    max: 10,
    description: 'Replicas that must have a count before it is answered, so that it survives a fail-over.',
  }),
  COUNTER_WHEN_DOWN: choice(['degrade', 'reject'], {
    default: 'degrade',
    description: 'Without Redis: `degrade` answers with `"count": null`, `reject` answers 503.',
  }),
} as const;
