import { StoreMetrics, StoreUnavailableError } from '@app/observability';
import type { RedisSettings } from '@app/config';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DockerServer } from '../../../test/support/docker-server.js';
import { startRedis } from '../../../test/support/stores.js';
import { RedisCounter } from './redis.counter.js';

let redis: DockerServer;
let counter: RedisCounter;

function settings(port: number, changes: Partial<RedisSettings> = {}): RedisSettings {
  return {
    topology: { kind: 'standalone', endpoint: { host: '127.0.0.1', port }, database: 0 },
    timeoutMs: 250,
    ...changes,
  };
}

async function start(redisSettings: RedisSettings): Promise<RedisCounter> {
  const started = new RedisCounter(redisSettings, new StoreMetrics(new Registry()));
  await started.onModuleInit();
  return started;
}

const healed = (name: string) => vi.waitFor(() => counter.visit(name), { timeout: 10_000 });

describe('RedisCounter', () => {
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(() => counter.onApplicationShutdown());
  afterAll(() => redis.remove());

  it('gives each visit of a name the next number, and reads all counts', async () => {
    counter = await start(settings(redis.port));
    expect([await counter.visit('mew'), await counter.visit('nidoran♀'), await counter.visit('mew')]).toEqual(
      [1, 1, 2],
    );
    expect(await counter.counts()).toEqual(
      new Map([
        ['mew', 2],
        ['nidoran♀', 1],
      ]),
    );
    expect(await counter.check()).toMatchObject({ up: true });
  });

  it('keeps all counts when Redis is killed, fails at once meanwhile, and heals by itself', async () => {
    counter = await start(settings(redis.port));
    const last = await counter.visit('abra');
    await redis.kill();
    await expect(counter.visit('abra')).rejects.toThrow(StoreUnavailableError);
    const startedAt = performance.now();
    for (let visits = 0; visits < 100; visits++)
      await expect(counter.visit('abra')).rejects.toThrow(StoreUnavailableError);
    expect(performance.now() - startedAt).toBeLessThan(250);
    expect(await counter.check()).toMatchObject({ up: false });
    await redis.restart();
    expect(await healed('abra')).toBe(last + 1);
  });

  it('fails within its deadline when Redis is frozen, and heals by itself', async () => {
    counter = await start(settings(redis.port));
    await counter.visit('onix');
    await redis.freeze();
    const startedAt = performance.now();
    await expect(counter.visit('onix')).rejects.toThrow(StoreUnavailableError);
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await redis.thaw();
    expect(await healed('onix')).toBeGreaterThan(1);
  });

  it('starts without Redis, and counts once there is one', async () => {
    await redis.kill();
    counter = await start(settings(redis.port));
    await expect(counter.visit('zubat')).rejects.toThrow(StoreUnavailableError);
    await redis.restart();
    expect(await healed('zubat')).toBe(1);
  });

  it('goes on after its password was refused and then set', async () => {
    await redis.exec('redis-cli', 'CONFIG', 'SET', 'requirepass', 'secret');
    counter = await start(settings(redis.port));
    await expect(counter.visit('muk')).rejects.toThrow(StoreUnavailableError);
    await counter.onApplicationShutdown();
    counter = await start(settings(redis.port, { password: 'secret' }));
    expect(await counter.visit('muk')).toBe(1);
    await redis.exec('redis-cli', '-a', 'secret', 'CONFIG', 'SET', 'requirepass', '');
  });
});
