import { type Endpoint, parseRedisUrl } from '../addresses.js';
import type { Findings } from '../environment.js';
import { readTls, type TlsSettings } from '../files.js';
import { choice, endpoints, flag, host, integer, port, secret, text, type ValuesOf } from '../variables.js';
import { SHUTDOWN_BUDGET_MS } from './service.js';

export const redisVariables = {
  REDIS_URL: secret()
    .optional()
    .describe(
      '`redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS; wins over host and port.',
    )
    .meta({ example: 'redis://localhost:6379/0' }),
  REDIS_HOST: host()
    .optional()
    .describe('Redis server; without any Redis setting the embedded counter is used.')
    .meta({ example: 'localhost' }),
  REDIS_PORT: port().default(6379).describe('Port of Redis.'),
  REDIS_USERNAME: text().optional().describe('ACL user.'),
  REDIS_PASSWORD: secret().optional().describe('Password.'),
  REDIS_TLS: flag()
    .optional()
    .describe('Encrypt connections to Redis and verify its certificate; off if not given.')
    .meta({ example: 'true' }),
  REDIS_TLS_CA: text()
    .optional()
    .describe('PEM file of the authority to trust, if not a public one. Implies `REDIS_TLS`.')
    .meta({ example: '/etc/redis/ca.pem' }),
  REDIS_SENTINELS: endpoints(26_379)
    .optional()
    .describe('Sentinels, separated by commas; win over host and port.')
    .meta({ example: 'sentinel-0:26379,sentinel-1:26379' }),
  REDIS_SENTINEL_NAME: text().default('mymaster').describe('Name of the master that the sentinels watch.'),
  REDIS_CLUSTER_NODES: endpoints(6379)
    .optional()
    .describe('Nodes of a Redis Cluster to start from; win over host and port.')
    .meta({ example: 'redis-0:6379,redis-1:6379' }),
  REDIS_TIMEOUT_MS: integer(10, 500).default(250).describe('Deadline of a command, connecting included.'),
  REDIS_WAIT_REPLICAS: integer(0, 10)
    .default(0)
    .describe('Replicas that must have a count before it is answered, so that it survives a fail-over.'),
  COUNTER_WHEN_DOWN: choice('degrade', 'reject')
    .default('degrade')
    .describe('Without Redis: `degrade` answers with `"count": null`, `reject` answers 503.'),
  COUNTER_DELIVERY_MS: integer(0, 600_000)
    .default(SHUTDOWN_BUDGET_MS.visits)
    .describe('How long a shutdown waits for Redis to take the visits that are not counted yet.'),
};

type RedisValues = ValuesOf<typeof redisVariables>;

type RedisTopology =
  | { kind: 'standalone'; endpoint: Endpoint; database: number }
  | { kind: 'sentinel'; sentinels: readonly Endpoint[]; master: string }
  | { kind: 'cluster'; nodes: readonly Endpoint[] };

export type RedisSettings = NonNullable<ReturnType<typeof readRedis>>;
export type CounterSettings = ReturnType<typeof readCounter>;

/** The variables that say where Redis is; any of the first three wins over the host. */
export const redisAddresses = ['REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES', 'REDIS_HOST'] as const;

/** Maps the variables of Redis; undefined where none of them says where Redis is. */
export function readRedis(values: RedisValues, findings: Findings) {
  const [first, second] = redisAddresses.slice(0, 3).filter((name) => values[name] !== undefined);
  if (second) findings.fault(second, `must not be given together with ${first}: keep one of them`);
  const url = values.REDIS_URL === undefined ? undefined : parseRedisUrl(values.REDIS_URL);
  if (values.REDIS_URL !== undefined && !url) {
    findings.fault(
      'REDIS_URL',
      'must be redis://[user:password@]host[:port][/database], or rediss:// for TLS, with % escapes for special characters',
    );
  }
  if (url?.encrypted && values.REDIS_TLS === false)
    findings.fault('REDIS_TLS', 'must not be false together with a rediss:// address in REDIS_URL');
  const topology: RedisTopology | undefined = url
    ? { kind: 'standalone', endpoint: url.endpoint, database: url.database }
    : readTopology(values);
  if (!topology) {
    if (values.REDIS_PASSWORD)
      findings.warnings.push('REDIS_PASSWORD is given without REDIS_HOST: the embedded counter is used');
    return undefined;
  }
  const access: { username?: string; password?: string; tls?: TlsSettings } = {
    username: url?.username || values.REDIS_USERNAME,
    password: url?.password || values.REDIS_PASSWORD,
    tls: readTls('REDIS', url?.encrypted || values.REDIS_TLS, values.REDIS_TLS_CA, findings),
  };
  return {
    topology,
    ...access,
    timeoutMs: values.REDIS_TIMEOUT_MS,
    waitReplicas: values.REDIS_WAIT_REPLICAS,
  };
}

/** Maps the variables of the counter. */
export function readCounter(values: RedisValues) {
  return { whenDown: values.COUNTER_WHEN_DOWN, deliveryMs: values.COUNTER_DELIVERY_MS };
}

function readTopology(values: RedisValues): RedisTopology | undefined {
  if (values.REDIS_CLUSTER_NODES) return { kind: 'cluster', nodes: values.REDIS_CLUSTER_NODES };
  if (values.REDIS_SENTINELS)
    return { kind: 'sentinel', sentinels: values.REDIS_SENTINELS, master: values.REDIS_SENTINEL_NAME };
  if (values.REDIS_HOST === undefined) return undefined;
  return { kind: 'standalone', endpoint: { host: values.REDIS_HOST, port: values.REDIS_PORT }, database: 0 };
}
