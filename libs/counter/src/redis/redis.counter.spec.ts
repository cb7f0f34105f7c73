import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useFakeRedis } from '../testing/redis.counter.fixture.js';
import { countScript } from './count.script.js';

const fixture = useFakeRedis();
const { metric } = fixture;

beforeEach(() => Logger.overrideLogger(false));

function startOverCluster(waitReplicas = 1) {
  const { host, port, answers } = fixture.redis;
  answers['wait'] = () => 1;
  return fixture.start({ topology: { kind: 'cluster', nodes: [{ host, port }] }, waitReplicas });
}

describe('RedisCounter, over a Cluster', () => {
  it('spreads the names over sixteen hashes, and reads them as one', async () => {
    const counter = await startOverCluster();
    const { batches } = fixture.redis;
    const names = Array.from({ length: 200 }, (_, number) => `pokemon-${number}`);
    for (const number of [1, 2])
      expect(await Promise.all(names.map((name) => counter.visit(name)))).toEqual(names.map(() => number));
    expect(new Set(batches.map(({ key }) => key)).size).toBe(16);
    const sent = batches.flatMap(({ key, names: named }) => named.map((name) => `${name} ${key}`));
    expect(new Set(sent).size).toBe(200);
    expect(await counter.counts()).toEqual(new Map(names.map((name) => [name, 2])));
  });

  it('goes on reading the other names while a node is away', async () => {
    const counter = await startOverCluster();
    for (const name of ['mew', 'abra']) await counter.visit(name);
    const [mew, abra] = fixture.redis.batches.map(({ key }) => key) as [string, string];
    expect(mew).not.toBe(abra);
    // By another service.
    fixture.redis.stored.get(mew)!['mew'] = '5';
    await counter.readCounts();
    fixture.redis.answers['hgetall'] = ([, key]) => (key === mew ? new Error('LOADING') : undefined);
    const read = async (confirmed?: boolean) => {
      const { counts, complete, isAway } = await counter.readCounts({ confirmed });
      expect(complete).toBe(false);
      expect(['mew', 'abra'].map(isAway)).toEqual([true, false]);
      return Object.fromEntries(counts);
    };
    expect(await read()).toEqual({ mew: 5, abra: 1 });
    // What no fail-over takes back: the number that this process gave, by which the snapshot goes on.
    expect(await read(true)).toEqual({ mew: 1, abra: 1 });
    await expect(counter.counts()).rejects.toThrow('redis is unavailable: some of the counts are away');
  });

  it('sends a batch again with the floors of now, where ioredis would repeat the old ones', async () => {
    const counter = await startOverCluster(0);
    const { answers, batches } = fixture.redis;
    answers['evalsha'] = (_, socket) => {
      // Known since the connection broke in the middle of the first batch.
      counter.raiseFloors(new Map([['mew', 41]]));
      delete answers['evalsha'];
      socket.destroy();
    };
    expect(await counter.visit('mew')).toBe(42);
    expect(batches).toMatchObject([{ floors: [0] }, { floors: [41] }]);
  });

  it('warns at the start that a fail-over may lose counts which no replica confirmed', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn');
    await startOverCluster(0);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('REDIS_WAIT_REPLICAS'));
  });
});

describe('RedisCounter, over one Redis', () => {
  it('numbers the batches of each lane from one, and puts its record beside the counts', async () => {
    const counter = await fixture.start();
    for (let visits = 0; visits < 5; visits++) await counter.visit('mew');
    const lanes = Map.groupBy(fixture.redis.batches, ({ lane }) => lane);
    for (const [lane, batches] of lanes) {
      expect(batches.map(({ number }) => number)).toEqual(batches.map((_, index) => index + 1));
      expect(batches[0]!.key).toBe('minipokedex:{0}:counts');
      expect(lane.startsWith('minipokedex:{0}:lane:')).toBe(true);
    }
  });

  it('is probed by a write that expires', async () => {
    const counter = await fixture.start();
    expect(fixture.redis.received.at(-1)).toMatch(/^set minipokedex:\{0\}:probe \S+ EX 60$/);
    expect(counter.embedded).toBe(false);
  });

  it('loads its script where Redis lacks it, and sends it for no other refusal', async () => {
    const counter = await fixture.start({ timeoutMs: 100 });
    const { answers, received } = fixture.redis;
    answers['evalsha'] = () => new Error('NOSCRIPT No matching script.');
    expect(await counter.visit('mew')).toBe(1);
    expect(received.at(-1)).toContain(countScript);
    answers['evalsha'] = () => new Error('OOM command not allowed');
    expect(await counter.visit('mew')).toBeNull();
    expect(received.filter((command) => command.startsWith('eval '))).toHaveLength(1);
  });

  it('lists what it knows of a name whose count somebody else replaced by nonsense', async () => {
    const counter = await fixture.start();
    counter.raiseFloors(new Map([['seel', 7]]));
    fixture.redis.stored.set('minipokedex:{0}:counts', { seel: 'x', dewgong: 'x' });
    expect(await counter.counts()).toEqual(new Map([['seel', 7]]));
  });

  it('exposes what it counted, what is not known to be counted, and what Redis says of itself', async () => {
    const counter = await fixture.start();
    const numbers = Promise.all(['mew', 'abra', 'mew'].map((name) => counter.visit(name)));
    expect(await metric('counter_pending_visits')).toEqual({ '': 3 });
    await numbers;
    expect(await metric('counter_pending_visits')).toEqual({ '': 0 });
    expect(await metric('counter_visits_total')).toEqual({ mew: 2, abra: 1 });
    expect(await metric('counter_redis_memory_ratio')).toEqual({ '': 0 });
  });
});
