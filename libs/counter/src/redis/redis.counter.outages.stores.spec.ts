import type { CounterSettings } from '@app/config';
import { StoreUnavailableError } from '@app/stores';
import { type DockerServer, startRedis } from '@app/testing';
import type { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RedisCounter } from './redis.counter.js';
import {
  expectTotal,
  readMetric,
  startCounter,
  visitUntilCounted,
} from '../testing/redis.counter.fixture.js';

let redis: DockerServer;
let counter: RedisCounter;
let registry: Registry;

beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => counter.onApplicationShutdown());
afterAll(() => redis.remove());

async function start(whenDown?: CounterSettings['whenDown']): Promise<void> {
  ({ counter, registry } = await startCounter(redis, whenDown));
}

const metric = (name: string) => readMetric(registry, name);

describe('RedisCounter, while Redis is away', () => {
  it('keeps visits while Redis is down, answers them at once, and counts each when it is back', async () => {
    await start();
    expect(await counter.visit('abra')).toBe(1);
    await redis.kill();
    expect(await counter.visit('abra')).toBeNull();
    const startedAt = performance.now();
    for (let visits = 0; visits < 100; visits++) expect(await counter.visit('abra')).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(await counter.check()).toMatchObject({ up: false });
    await redis.restart();
    await expectTotal(counter, 'abra', 1 + 1 + 100 + (await visitUntilCounted(counter, 'abra')));
  });

  it('exposes how many visits of each name it counted, and for how long and how many got no number', async () => {
    await start();
    expect(await metric('counter_degraded')).toEqual({ '': 0 });
    await Promise.all(['mew', 'eevee', 'mew'].map((name) => counter.visit(name)));
    expect(await metric('counter_visits_total')).toEqual({ mew: 2, eevee: 1 });

    const { '': before } = await metric('counter_degraded_seconds_total');
    const killedAt = performance.now();
    await redis.kill();
    expect(await Promise.all([counter.visit('mew'), counter.visit('mew')])).toEqual([null, null]);
    const degradedAt = performance.now();
    expect(await counter.visit('eevee')).toBeNull();
    expect(await metric('counter_degraded')).toEqual({ '': 1 });
    expect(await metric('counter_unnumbered_visits_total')).toEqual({ '': 3 });
    const restartedAt = performance.now();
    await redis.restart();
    await expect.poll(() => metric('counter_degraded')).toEqual({ '': 0 });
    const { '': after } = await metric('counter_degraded_seconds_total');
    expect(after! - before!).toBeGreaterThanOrEqual((restartedAt - degradedAt) / 1000);
    expect(after! - before!).toBeLessThanOrEqual((performance.now() - killedAt) / 1000);
    const visits = () => metric('counter_visits_total');
    await vi.waitFor(async () => expect(await visits()).toEqual({ mew: 4, eevee: 2 }), 5000);
    expect(await metric('counter_degraded_seconds_total')).toEqual({ '': after });
  });

  it('refuses visits while Redis is down under reject, and does not count them', async () => {
    await start('reject');
    expect(await counter.visit('gengar')).toBe(1);
    await redis.kill();
    // On its way when the connection broke, so that it may have been counted: it can't be refused any more.
    expect(await counter.visit('gengar')).toBeNull();
    for (let visits = 0; visits < 10; visits++)
      await expect(counter.visit('gengar')).rejects.toThrow(StoreUnavailableError);
    await redis.restart();
    await vi.waitFor(() => counter.visit('gengar'), { timeout: 10_000 });
    await expectTotal(counter, 'gengar', 3);
  });

  it('waits one deadline when Redis is frozen, and counts each visit once it has thawed', async () => {
    await start();
    expect(await counter.visit('onix')).toBe(1);
    await redis.freeze();
    try {
      const startedAt = performance.now();
      expect(await Promise.all(Array.from({ length: 50 }, () => counter.visit('onix')))).toEqual(
        Array.from({ length: 50 }, () => null),
      );
      expect(performance.now() - startedAt).toBeLessThan(1000);
    } finally {
      await redis.thaw();
    }
    await expectTotal(counter, 'onix', 1 + 50 + (await visitUntilCounted(counter, 'onix')));
  });

  it('counts each visit once though its connection breaks again and again', async () => {
    await start();
    const done = new AbortController();
    let broken = 0;
    const breaker = (async () => {
      while (!done.signal.aborted)
        broken += Number(await redis.exec('redis-cli', 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
    })();
    const numbers: number[] = [];
    let later = 0;
    for (let round = 0; round < 300; round++) {
      for (const number of await Promise.all(Array.from({ length: 20 }, () => counter.visit('pidgey')))) {
        if (number === null) later += 1;
        else numbers.push(number);
      }
    }
    done.abort();
    await breaker;
    expect(broken).toBeGreaterThan(0);
    expect(new Set(numbers).size).toBe(numbers.length);
    await expectTotal(
      counter,
      'pidgey',
      numbers.length + later + (await visitUntilCounted(counter, 'pidgey')),
    );
    expect(later).toBeLessThan(6000);
  });

  it('delivers what it kept when it is shut down', async () => {
    await start();
    await redis.freeze();
    const visits = Promise.all([counter.visit('jynx'), counter.visit('jynx')]);
    await redis.thaw();
    await counter.onApplicationShutdown();
    await visits;
    await start();
    expect(await counter.visit('jynx')).toBe(3);
  });

  it.each(['kill', 'freeze'] as const)(
    'starts without Redis (%s), and counts when there is one',
    async (outage) => {
      const name = `zubat-${outage}`;
      await redis[outage]();
      await start();
      expect(await counter.visit(name)).toBeNull();
      await (outage === 'kill' ? redis.restart() : redis.thaw());
      await expectTotal(counter, name, 1 + (await visitUntilCounted(counter, name)));
    },
  );
});
