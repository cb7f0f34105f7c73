import { StoreUnavailableError } from '@app/stores';
import { describe, expect, it, vi } from 'vitest';
import { expectTotal, useCounter, visitUntilCounted } from '../testing/redis.counter.fixture.js';

const fixture = useCounter();
const { cli, metric } = fixture;

describe('RedisCounter, while Redis is away', () => {
  it('keeps visits while Redis is down, answers them at once, and counts each when it is back', async () => {
    const counter = await fixture.start();
    expect(await counter.visit('abra')).toBe(1);
    await fixture.redis.kill();
    expect(await counter.visit('abra')).toBeNull();
    const startedAt = performance.now();
    for (let visits = 0; visits < 100; visits++) expect(await counter.visit('abra')).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(await counter.check()).toMatchObject({ up: false });
    await fixture.redis.restart();
    await expectTotal(counter, 'abra', 1 + 1 + 100 + (await visitUntilCounted(counter, 'abra')));
  });

  it('refuses visits while Redis is down under reject, and does not count them', async () => {
    const counter = await fixture.start({ whenDown: 'reject' });
    expect(await counter.visit('gengar')).toBe(1);
    await fixture.redis.kill();
    // On its way when the connection broke, so that it may have been counted: it can't be refused any more.
    expect(await counter.visit('gengar')).toBeNull();
    await expect.poll(() => metric('counter_degraded')).toEqual({ '': 1 });
    for (let visits = 0; visits < 10; visits++)
      await expect(counter.visit('gengar')).rejects.toThrow(StoreUnavailableError);
    await fixture.redis.restart();
    await vi.waitFor(() => counter.visit('gengar'), { timeout: 10_000 });
    await expectTotal(counter, 'gengar', 3);
  });

  it('waits one deadline when Redis is frozen, and counts each visit once it has thawed', async () => {
    const counter = await fixture.start();
    expect(await counter.visit('onix')).toBe(1);
    await fixture.redis.freeze();
    try {
      const startedAt = performance.now();
      expect(await Promise.all(Array.from({ length: 50 }, () => counter.visit('onix')))).toEqual(
        Array.from({ length: 50 }, () => null),
      );
      expect(performance.now() - startedAt).toBeLessThan(1000);
    } finally {
      await fixture.redis.thaw();
    }
    await expectTotal(counter, 'onix', 1 + 50 + (await visitUntilCounted(counter, 'onix')));
  });

  it('counts each visit once though its connection breaks again and again', async () => {
    const counter = await fixture.start();
    const done = new AbortController();
    let broken = 0;
    const breaker = (async () => {
      while (!done.signal.aborted)
        broken += Number(await cli('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
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
    expect(later).toBe(0);
  });

  it('delivers what it kept when it is shut down', async () => {
    let counter = await fixture.start();
    await fixture.redis.freeze();
    const visits = Promise.all([counter.visit('jynx'), counter.visit('jynx')]);
    await fixture.redis.thaw();
    await counter.onApplicationShutdown();
    await visits;
    counter = await fixture.start();
    expect(await counter.visit('jynx')).toBe(3);
  });

  it('delivers what it kept when Redis comes back while it is shut down', async () => {
    const counter = await fixture.start({ deliveryMs: 60_000 });
    await fixture.redis.kill();
    expect(await counter.visit('seel')).toBeNull();
    const ended = counter.onApplicationShutdown();
    await fixture.redis.restart();
    await ended;
    expect(await metric('counter_lost_visits_total')).toEqual({ '': 0 });
    expect(await (await fixture.start()).visit('seel')).toBe(2);
  });

  it.each(['kill', 'freeze'] as const)(
    'starts without Redis (%s), and counts when there is one',
    async (outage) => {
      const name = `zubat-${outage}`;
      await fixture.redis[outage]();
      const counter = await fixture.start();
      expect(await counter.visit(name)).toBeNull();
      await (outage === 'kill' ? fixture.redis.restart() : fixture.redis.thaw());
      await expectTotal(counter, name, 1 + (await visitUntilCounted(counter, name)));
    },
  );
});
