import type { ParsedEnvironment } from './environment.js';
import { parseRedisUrl } from './redis-url.js';
import type { SettingsFaults } from './settings-faults.js';
import type { ServiceVariables } from './settings.schema.js';
import type { RedisSettings, RedisTopology } from './settings.js';
import { readTls } from './tls.js';

/** The variables that say where Redis is; one of the first three wins over the host. */
export const redisAddresses = ['REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES', 'REDIS_HOST'] as const;

/** Maps the `REDIS_*` variables; undefined where none of them says where Redis is. */
export function readRedis({
  values,
  faults,
}: ParsedEnvironment<ServiceVariables>): RedisSettings | undefined {
  checkOneAddress(values, faults);
  const url = values.REDIS_URL === undefined ? undefined : parseRedisUrl(values.REDIS_URL);
  if (values.REDIS_URL !== undefined && !url) {
    faults.add(
      'REDIS_URL',
      'must be redis://[user:password@]host[:port][/database], or rediss:// for TLS, with % escapes for special characters',
    );
  }
  if (url?.encrypted && values.REDIS_TLS === false)
    faults.add('REDIS_TLS', 'must not be false together with a rediss:// address in REDIS_URL');
  const topology: RedisTopology | undefined = url
    ? { kind: 'standalone', endpoint: url.endpoint, database: url.database }
    : readTopology(values);
  if (!topology) return undefined;
  return {
    topology,
    username: url?.username ?? values.REDIS_USERNAME,
    password: url?.password ?? values.REDIS_PASSWORD,
    tls: readTls(
      { prefix: 'REDIS', enabled: url?.encrypted || values.REDIS_TLS, caPath: values.REDIS_TLS_CA },
      faults,
    ),
    timeoutMs: values.REDIS_TIMEOUT_MS,
    waitReplicas: values.REDIS_WAIT_REPLICAS,
  };
}

function checkOneAddress(values: ServiceVariables, faults: SettingsFaults): void {
  const [first, second] = redisAddresses.filter(
    (name) => name !== 'REDIS_HOST' && values[name] !== undefined,
  );
  if (second) faults.add(second, `must not be given together with ${first}: keep one of them`);
}

function readTopology(values: ServiceVariables): RedisTopology | undefined {
  if (values.REDIS_CLUSTER_NODES) return { kind: 'cluster', nodes: values.REDIS_CLUSTER_NODES };
  if (values.REDIS_SENTINELS)
    return { kind: 'sentinel', sentinels: values.REDIS_SENTINELS, master: values.REDIS_SENTINEL_NAME };
  if (values.REDIS_HOST === undefined) return undefined;
  return { kind: 'standalone', endpoint: { host: values.REDIS_HOST, port: values.REDIS_PORT }, database: 0 };
}
