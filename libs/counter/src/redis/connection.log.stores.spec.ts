import type { RedisSettings } from '@app/config';
import { type DockerServer, startRedis } from '@app/testing';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCounter } from '../testing/redis.counter.fixture.js';
import type { RedisCounter } from './redis.counter.js';

let redis: DockerServer;
let counter: RedisCounter;
let warnings: string[];

const configure = (...settings: string[]) => redis.exec('redis-cli', 'CONFIG', 'SET', ...settings);

async function start(changes: Partial<RedisSettings> = {}): Promise<void> {
  ({ counter } = await startCounter(redis, 'degrade', changes));
}

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(() => {
  warnings = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => void warnings.push(message));
});
afterEach(async () => {
  await counter.onApplicationShutdown();
  await configure('maxmemory-policy', 'noeviction', 'appendonly', 'yes', 'appendfsync', 'always');
});
afterAll(() => redis.remove());

describe('the warnings of a connection to Redis', () => {
  it.each([
    { settings: ['maxmemory-policy', 'volatile-lru'], warning: /maxmemory_policy volatile-lru.*noeviction/ },
    { settings: ['appendonly', 'no'], warning: /no append-only file.*appendonly yes/ },
    { settings: ['appendfsync', 'everysec'], warning: /appendfsync everysec.*appendfsync always/ },
  ])('name $settings and the remedy', async ({ settings, warning }) => {
    await configure(...settings);
    await start();
    await expect.poll(() => warnings).toEqual([expect.stringMatching(warning)]);
  });

  it('are given without CONFIG too, as where a managed Redis forbids it', async () => {
    await configure('maxmemory-policy', 'allkeys-lru', 'appendonly', 'no');
    await redis.exec('redis-cli', 'ACL', 'SETUSER', 'managed', 'on', '>managed', '~*', '+@all', '-config');
    await start({ username: 'managed', password: 'managed' });
    await expect.poll(() => warnings).toHaveLength(2);
  });

  it('are none where Redis keeps what it confirmed', async () => {
    await start();
    expect(await counter.visit('mew')).toBe(1);
    expect(warnings).toEqual([]);
  });

  it.each([
    { kind: 'sentinel' as const, sentinels: [{ host: '127.0.0.1', port: 1 }], master: 'mymaster' },
    { kind: 'cluster' as const, nodes: [{ host: '127.0.0.1', port: 1 }] },
  ])('name REDIS_WAIT_REPLICAS at the start where $kind may fail over', async (topology) => {
    await start({ topology });
    expect(warnings).toContainEqual(expect.stringMatching(/REDIS_WAIT_REPLICAS is 0.*set it to 1/));
    await counter.onApplicationShutdown();
    warnings = [];
    await start({ topology, waitReplicas: 1 });
    expect(warnings).not.toContainEqual(expect.stringContaining('REDIS_WAIT_REPLICAS'));
  });
});
