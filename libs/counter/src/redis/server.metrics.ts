import { reportServers, type ServerMetric, withDeadline } from '@app/stores';
import { Cluster } from 'ioredis';
import type { Registry } from 'prom-client';
import type { RedisClient } from './redis.client.js';

/** What INFO reports of each master: how near Redis is to refusing or losing counts. */
const METRICS: readonly ServerMetric<string>[] = [
  {
    name: 'counter_redis_memory_ratio',
    help: 'Share of maxmemory that Redis uses, above which it refuses to count; 0 without a limit.',
    of: (info) => numberIn(info, 'used_memory') / (numberIn(info, 'maxmemory') || Infinity),
  },
  {
    name: 'counter_redis_append_only_failing',
    help: '1 if the last write or rewrite of the append-only file failed.',
    of: (info) => Number(/^aof_last_(?:write|bgrewrite)_status:(?!ok)/m.test(info)),
  },
  {
    name: 'counter_redis_replica_lag_seconds',
    help: 'Time since the replica that is furthest behind was last heard of; 0 without one.',
    of: (info) =>
      Math.max(0, ...Array.from(info.matchAll(/^slave\d+:.*\blag=(\d+)/gm), ([, lag]) => Number(lag))),
  },
];

/**
 * Registers what Redis says of itself.
 *
 * @param timeoutMs how long a scrape waits for it
 */
export function reportServer(client: RedisClient, registry: Registry, timeoutMs: number): void {
  reportServers(registry, METRICS, () => withDeadline(() => readInfo(client), timeoutMs));
}

async function readInfo(client: RedisClient): Promise<string[]> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  return Promise.all(nodes.map((node) => node.info()));
}

function numberIn(info: string, field: string): number {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}
