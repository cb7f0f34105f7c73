import { collectGauge } from '@app/observability';
import { withDeadline } from '@app/stores';
import { Cluster } from 'ioredis';
import type { Registry } from 'prom-client';
import type { RedisClient } from './redis.client.js';

/** What INFO reports of each master, as the worst of all: how near Redis is to refusing or losing counts. */
const GAUGES: readonly { name: string; help: string; of: (info: string) => number }[] = [
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
 * Registers what Redis says of itself, asked for at each scrape; while it is away there are no such series.
 *
 * @param timeoutMs how long a scrape waits for it
 */
export function reportServer(client: RedisClient, registry: Registry, timeoutMs: number): void {
  // A scrape collects all metrics at once, and so shares one answer.
  let reading: Promise<string[]> | undefined;
  const readOnce = () =>
    (reading ??= withDeadline(() => readInfo(client), timeoutMs).finally(() => (reading = undefined)));
  const registers = [registry];
  for (const { of, ...gauge } of GAUGES)
    collectGauge({
      ...gauge,
      registers,
      async read() {
        const infos = await readOnce().catch(() => []);
        return infos.length === 0 ? undefined : Math.max(...infos.map(of));
      },
    });
}

async function readInfo(client: RedisClient): Promise<string[]> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  return Promise.all(nodes.map((node) => node.info()));
}

function numberIn(info: string, field: string): number {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}
