import { StoreUnavailableError } from '@app/stores';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useFakeRedis } from '../testing/redis.counter.fixture.js';

const fixture = useFakeRedis();

const warn = vi.spyOn(Logger.prototype, 'warn');
const logError = vi.spyOn(Logger.prototype, 'error');
const refuse = () => new Error('LOADING Redis is loading the dataset in memory');
const metric = async (name: string) => (await fixture.metric(name))['']!;

/** Refuses all from now on. */
function takeDown(): void {
  fixture.redis.answers = { set: refuse, hgetall: refuse, evalsha: refuse };
}

/** The same, and lets the counter know. */
async function lose(): Promise<void> {
  takeDown();
  await expect(fixture.counter.readCounts()).rejects.toThrow(StoreUnavailableError);
}

async function regain(): Promise<void> {
  fixture.redis.answers = {};
  expect(await fixture.counter.check()).toMatchObject({ up: true });
}

async function expectDegraded(degraded: boolean): Promise<void> {
  expect(fixture.counter.givesNumbers).toBe(!degraded);
  expect(await metric('counter_degraded')).toBe(Number(degraded));
}

beforeEach(() => {
  Logger.overrideLogger(false);
  vi.clearAllMocks();
});

describe('RedisCounter, while Redis is away', () => {
  it('keeps visits, and counts each when it is back', async () => {
    const counter = await fixture.start({ timeoutMs: 100 });
    await expectDegraded(false);
    takeDown();
    // On its way, and after that at once.
    for (let visits = 0; visits < 2; visits++) expect(await counter.visit('mew')).toBeNull();
    await expectDegraded(true);
    expect(await metric('counter_unnumbered_visits_total')).toBe(2);
    expect(await metric('counter_pending_visits')).toBe(2);
    const warning = /^redis is down: LOADING .*, check the settings REDIS_…$/;
    expect(warn.mock.calls).toEqual([[expect.stringMatching(warning)]]);
    await regain();
    await expect.poll(() => fixture.metric('counter_visits_total')).toEqual({ mew: 2 });
    await expectDegraded(false);
    // Nothing is on its way here, whose end would send what was kept.
    await lose();
    expect(await counter.visit('mew')).toBeNull();
    await regain();
    await expect.poll(() => fixture.metric('counter_visits_total')).toEqual({ mew: 3 });
    expect(await counter.visit('mew')).toBe(4);
  });

  it('refuses visits where it shall, and does not count them', async () => {
    const counter = await fixture.start({ whenDown: 'reject' });
    await lose();
    await expect(counter.visit('mew')).rejects.toThrow('redis is unavailable: the counts are away');
    await expect(counter.visit('mew')).rejects.toThrow(StoreUnavailableError);
    await regain();
    expect(await counter.visit('mew')).toBe(1);
  });

  it('keeps visits until it knows where to go on from, though Redis comes back before', async () => {
    const counter = fixture.create();
    await counter.onModuleInit();
    expect(await counter.visit('mr-mime')).toBeNull();
    await lose();
    await regain();
    await expectDegraded(true);
    expect(fixture.redis.batches).toEqual([]);
    counter.raiseFloors(new Map([['mr-mime', 10]]));
    await expectDegraded(false);
    await expect.poll(() => fixture.metric('counter_visits_total')).toEqual({ 'mr-mime': 1 });
    expect(await counter.visit('mr-mime')).toBe(12);
  });
});

describe('the shutdown of a RedisCounter', () => {
  it('delivers what is on its way before it disconnects', async () => {
    const counter = await fixture.start();
    const { answers, received, sockets } = fixture.redis;
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    answers['evalsha'] = () => held;
    const number = counter.visit('mew');
    const ended = counter.onApplicationShutdown();
    await expect.poll(() => received.at(-1)).toMatch(/^evalsha /);
    expect(sockets.size).toBe(1);
    release();
    await ended;
    expect(await number).toBe(1);
    await expect.poll(() => sockets.size).toBe(0);
    expect(logError).not.toHaveBeenCalled();
  });

  it('reports what it kept as lost, by name, when it may wait no longer', async () => {
    const counter = await fixture.start({ deliveryMs: 0 });
    await lose();
    for (const name of ['mew', 'abra', 'mew']) await counter.visit(name);
    await counter.onApplicationShutdown();
    expect(await metric('counter_lost_visits_total')).toBe(3);
    expect(logError.mock.calls).toEqual(
      [
        { name: 'mew', visits: 2 },
        { name: 'abra', visits: 1 },
      ].map((lost) => [lost, expect.any(String)]),
    );
  });
});
