import { Cluster } from 'ioredis';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import type { RedisClient } from './redis.client.js';
import { reportServer } from './server.metrics.js';

const HEALTHY = [
  '# Memory',
  'used_memory:1000',
  'used_memory_rss:9000',
  'maxmemory:4000',
  '# Persistence',
  'aof_last_bgrewrite_status:ok',
  'aof_last_write_status:ok',
  '# Replication',
  'connected_slaves:2',
  'slave0:ip=10.0.0.1,port=6379,state=online,offset=90,lag=1',
  'slave10:ip=10.0.0.2,port=6379,state=online,offset=90,lag=12',
].join('\r\n');

const idle = {
  counter_redis_memory_ratio: 0,
  counter_redis_append_only_failing: 0,
  counter_redis_replica_lag_seconds: 0,
};

async function scrape(client: RedisClient): Promise<Record<string, number>> {
  const registry = new Registry();
  reportServer(client, registry, 50);
  const lines = (await registry.metrics()).split('\n').filter((line) => /^[a-z]/.test(line));
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0]!, Number(line.split(' ')[1])]));
}

const redis = (info: string) => ({ info: async () => info }) as unknown as RedisClient;

describe('what Redis says of itself', () => {
  it('is how full it is, whether its file fails and how far its replicas are behind', async () => {
    expect(await scrape(redis(HEALTHY))).toEqual({
      counter_redis_memory_ratio: 0.25,
      counter_redis_append_only_failing: 0,
      counter_redis_replica_lag_seconds: 12,
    });
  });

  it('is asked of the masters of a Cluster', async () => {
    const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
    const masters = [redis(''), redis(HEALTHY)];
    vi.spyOn(cluster, 'nodes').mockImplementation((role) => (role === 'master' ? masters : []) as never);
    expect(await scrape(cluster)).toMatchObject({ counter_redis_memory_ratio: 0.25 });
  });

  it.each(['aof_last_write_status', 'aof_last_bgrewrite_status'])(
    'shows that %s is not ok',
    async (field) => {
      const info = HEALTHY.replace(`${field}:ok`, `${field}:err`);
      expect(await scrape(redis(info))).toMatchObject({
        counter_redis_append_only_failing: 1,
      });
    },
  );

  it('is nothing to worry about without a limit and without replicas', async () => {
    const info = HEALTHY.replace('maxmemory:4000', 'maxmemory:0').replaceAll(/slave\d+:.*/g, '');
    expect(await scrape(redis(info))).toEqual(idle);
    expect(await scrape(redis(''))).toEqual(idle);
  });

  it('is not waited for beyond the deadline', async () => {
    const client = { info: () => new Promise(() => {}) } as unknown as RedisClient;
    expect(await scrape(client)).toEqual({});
  });
});
