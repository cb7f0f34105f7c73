import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readMetric } from '../testing/redis.counter.fixture.js';
import type { RedisClient } from './redis.client.js';
import { RedisCounter } from './redis.counter.js';

/** As much of a Redis Cluster as the counter uses, with the batches that it received. */
class FakeRedis extends EventEmitter {
  readonly batches: { key: string; lane: string; number: number; names: string[] }[] = [];
  /** A hash whose node is away. */
  awayKey?: string;
  private readonly stored = new Map<string, Record<string, string>>();

  connect = async () => undefined;
  nodes = () => [];
  disconnect = () => undefined;
  info = async () => '';
  config = async () => ['appendfsync', 'always'];
  hgetall = async (key: string) => {
    if (key === this.awayKey) throw new Error('Connection is closed.');
    return this.stored.get(key) ?? {};
  };

  async call(
    command: string,
    ...[, , key, lane, number, , batch]: [string, number, string, string, number, number, string]
  ): Promise<string> {
    if (command === 'set') return 'OK';
    const [names, visits] = JSON.parse(batch) as [string[], number[]];
    this.batches.push({ key, lane, number, names });
    const counts = this.stored.get(key) ?? {};
    this.stored.set(key, counts);
    const totals = names.map((name, index) => Number(counts[name] ?? 0) + visits[index]!);
    names.forEach((name, index) => (counts[name] = String(totals[index])));
    return totals.join(' ');
  }
}

let redis: FakeRedis;
let counter: RedisCounter;
let registry: Registry;

beforeEach(async () => {
  Logger.overrideLogger(false);
  redis = new FakeRedis();
  const topology = { kind: 'cluster' as const, nodes: [{ host: 'redis', port: 6379 }] };
  const settings = { topology, timeoutMs: 250, waitReplicas: 0 };
  const client = redis as unknown as RedisClient;
  registry = new Registry();
  counter = new RedisCounter(settings, { whenDown: 'degrade', deliveryMs: 3000 }, registry, client);
  await counter.onModuleInit();
  counter.raiseFloors(new Map());
});
afterEach(() => counter.onApplicationShutdown());

it('spreads the names over sixteen hashes of a Cluster, and reads them as one', async () => {
  const names = Array.from({ length: 200 }, (_, number) => `pokemon-${number}`);
  for (const number of [1, 2])
    expect(await Promise.all(names.map((name) => counter.visit(name)))).toEqual(names.map(() => number));
  const hashOf = new Map(redis.batches.flatMap(({ key, names: sent }) => sent.map((name) => [name, key])));
  expect(new Set(hashOf.values()).size).toBe(16);
  expect(
    new Set(redis.batches.flatMap(({ key, names: sent }) => sent.map((name) => `${name} ${key}`))).size,
  ).toBe(200);
  expect(await counter.counts()).toEqual(new Map(names.map((name) => [name, 2])));
});

it('goes on reading the other names of a Cluster while a node is away', async () => {
  for (const name of ['mew', 'abra']) await counter.visit(name);
  const [mew, abra] = redis.batches.map(({ key }) => key);
  expect(mew).not.toBe(abra);
  redis.awayKey = mew!;
  const reading = await counter.readCounts();
  expect(reading.complete).toBe(false);
  expect(reading.isAway('mew')).toBe(true);
  expect(reading.isAway('abra')).toBe(false);
  // The number that this process gave, by which the snapshot goes on.
  expect(reading.counts).toEqual(
    new Map([
      ['mew', 1],
      ['abra', 1],
    ]),
  );
  await expect(counter.counts()).rejects.toThrow('some of the counts are away');
});

it('numbers the batches of each lane from one, and puts its record beside the counts', async () => {
  for (let visits = 0; visits < 5; visits++) await counter.visit('mew');
  const lanes = Map.groupBy(redis.batches, ({ lane }) => lane);
  for (const [lane, batches] of lanes) {
    expect(batches.map(({ number }) => number)).toEqual(batches.map((_, index) => index + 1));
    expect(lane.startsWith(batches[0]!.key.replace('counts', 'lane'))).toBe(true);
  }
});

it('exposes how many visits are not known to be counted', async () => {
  const numbers = Promise.all(['mew', 'abra', 'mew'].map((name) => counter.visit(name)));
  expect(await readMetric(registry, 'counter_pending_visits')).toEqual({ '': 3 });
  await numbers;
  expect(await readMetric(registry, 'counter_pending_visits')).toEqual({ '': 0 });
});

it('logs why there is no connection, each reason once until there was one', async () => {
  const warn = vi.spyOn(Logger.prototype, 'warn');
  const fail = (reason: string) => redis.emit('error', new Error(reason));
  for (const reason of ['refused', 'refused', 'reset']) fail(reason);
  redis.emit('ready');
  fail('reset');
  expect(warn.mock.calls.map(([message]) => message)).toEqual(
    ['refused', 'reset', 'reset'].map((reason) => `no connection to Redis: ${reason}`),
  );
});
