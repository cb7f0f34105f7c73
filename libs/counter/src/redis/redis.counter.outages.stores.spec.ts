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

  it('exposes how many visits of each name it counted, and for how long and how many got no number', async () => {
    const counter = await fixture.start();
    expect(await metric('counter_degraded')).toEqual({ '': 0 });
    await Promise.all(['mew', 'eevee', 'mew'].map((name) => counter.visit(name)));
    expect(await metric('counter_visits_total')).toEqual({ mew: 2, eevee: 1 });

    const { '': before } = await metric('counter_degraded_seconds_total');
    const killedAt = performance.now();
    await fixture.redis.kill();
    expect(await Promise.all([counter.visit('mew'), counter.visit('mew')])).toEqual([null, null]);
    const degradedAt = performance.now();
    expect(await counter.visit('eevee')).toBeNull();
    expect(await metric('counter_degraded')).toEqual({ '': 1 });
    expect(await metric('counter_unnumbered_visits_total')).toEqual({ '': 3 });
    const restartedAt = performance.now();
    await fixture.redis.restart();
    await expect.poll(() => metric('counter_degraded')).toEqual({ '': 0 });
    const { '': after } = await metric('counter_degraded_seconds_total');
    expect(after! - before!).toBeGreaterThanOrEqual((restartedAt - degradedAt) / 1000);
    expect(after! - before!).toBeLessThanOrEqual((performance.now() - killedAt) / 1000);
    const visits = () => metric('counter_visits_total');
    await vi.waitFor(async () => expect(await visits()).toEqual({ mew: 4, eevee: 2 }), 5000);
    expect(await metric('counter_degraded_seconds_total')).toEqual({ '': after });
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

  it.each([
    ['delivers what it kept when Redis comes back while it is shut down', 'seel', 60_000, 0],
    ['reports what it kept as lost when it may wait no longer for Redis', 'dewgong', 0, 1],
  ])('%s', async (_, name, deliveryMs, lost) => {
    const counter = await fixture.start({ deliveryMs });
    await fixture.redis.kill();
    expect(await counter.visit(name)).toBeNull();
    const ended = counter.onApplicationShutdown();
    if (lost > 0) await ended;
    await fixture.redis.restart();
    await ended;
    expect(await metric('counter_lost_visits_total')).toEqual({ '': lost });
    expect(await (await fixture.start()).visit(name)).toBe(2 - lost);
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
