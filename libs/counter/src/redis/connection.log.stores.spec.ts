import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useCounter } from '../testing/redis.counter.fixture.js';

const fixture = useCounter();
const { cli } = fixture;
const configure = (...settings: string[]) => cli('CONFIG', 'SET', ...settings);
let warnings: string[];

beforeEach(() => {
  warnings = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => void warnings.push(message));
});
afterEach(() => configure('maxmemory-policy', 'noeviction', 'appendonly', 'yes', 'appendfsync', 'always'));

describe('the warnings of a connection to Redis', () => {
  it.each([
    { settings: ['maxmemory-policy', 'volatile-lru'], warning: /maxmemory_policy volatile-lru.*noeviction/ },
    { settings: ['appendonly', 'no'], warning: /no append-only file.*appendonly yes/ },
    { settings: ['appendfsync', 'everysec'], warning: /appendfsync everysec.*appendfsync always/ },
  ])('name $settings and the remedy', async ({ settings, warning }) => {
    await configure(...settings);
    await fixture.start();
    await expect.poll(() => warnings).toEqual([expect.stringMatching(warning)]);
  });

  it('are given without CONFIG too, as where a managed Redis forbids it', async () => {
    await configure('maxmemory-policy', 'allkeys-lru', 'appendonly', 'no');
    await cli('ACL', 'SETUSER', 'managed', 'on', '>managed', '~*', '+@all', '-config');
    await fixture.start({ username: 'managed', password: 'managed' });
    await expect.poll(() => warnings).toHaveLength(2);
  });

  it('are none where Redis keeps what it confirmed', async () => {
    const counter = await fixture.start();
    expect(await counter.visit('mew')).toBe(1);
    expect(warnings).toEqual([]);
  });

  it.each([
    { kind: 'sentinel' as const, sentinels: [{ host: '127.0.0.1', port: 1 }], master: 'mymaster' },
    { kind: 'cluster' as const, nodes: [{ host: '127.0.0.1', port: 1 }] },
  ])('name REDIS_WAIT_REPLICAS at the start where $kind may fail over', async (topology) => {
    await fixture.start({ topology });
    expect(warnings).toContainEqual(expect.stringMatching(/REDIS_WAIT_REPLICAS is 0.*set it to 1/));
    await fixture.counter.onApplicationShutdown();
    warnings = [];
    await fixture.start({ topology, waitReplicas: 1 });
    expect(warnings).not.toContainEqual(expect.stringContaining('REDIS_WAIT_REPLICAS'));
  });
});
