import type { ParsedEnvironment } from './environment.js';
import type { RedisSettings, RedisTopology, TlsSettings } from './settings.js';
import { readTls } from './tls.js';

const urlRule = 'must be redis://[user:password@]host[:port][/database], or rediss:// for TLS';

/** Maps the `REDIS_*` variables; a URL wins over a list, a list over host and port. */
export function readRedis({ values, faults }: ParsedEnvironment): RedisSettings | undefined {
  const tls = readTls(values.REDIS_TLS, 'REDIS_TLS_CA', values.REDIS_TLS_CA, faults);
  const common = {
    username: values.REDIS_USERNAME,
    password: values.REDIS_PASSWORD,
    tls,
    timeoutMs: values.REDIS_TIMEOUT_MS!,
  };
  if (values.REDIS_URL !== undefined) {
    const fromUrl = parseRedisUrl(values.REDIS_URL, tls);
    if (!fromUrl) faults.push({ variable: 'REDIS_URL', rule: urlRule });
    return fromUrl && { ...common, ...fromUrl };
  }
  const topology = readTopology(values);
  return topology && { ...common, topology };
}

function readTopology(values: ParsedEnvironment['values']): RedisTopology | undefined {
  if (values.REDIS_CLUSTER_NODES) return { kind: 'cluster', nodes: values.REDIS_CLUSTER_NODES };
  if (values.REDIS_SENTINELS) {
    return { kind: 'sentinel', sentinels: values.REDIS_SENTINELS, master: values.REDIS_SENTINEL_NAME! };
  }
  if (values.REDIS_HOST === undefined) return undefined;
  return { kind: 'standalone', endpoint: { host: values.REDIS_HOST, port: values.REDIS_PORT! }, database: 0 };
}

function parseRedisUrl(value: string, tls: TlsSettings | undefined) {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  const database = Number(url.pathname.replace(/^\//, '') || '0');
  if (!/^rediss?:$/.test(url.protocol) || url.hostname === '' || !Number.isInteger(database))
    return undefined;
  const topology: RedisTopology = {
    kind: 'standalone',
    endpoint: { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 6379) },
    database,
  };
  return {
    topology,
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:' && { tls: tls ?? {} }),
  };
}
