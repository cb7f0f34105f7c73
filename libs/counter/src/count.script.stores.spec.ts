import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createRedisClient, type RedisClient } from './redis.client.js';

const counts = 'minipokedex:{script}:counts';
const lane = 'minipokedex:{script}:lane';

let client: RedisClient;

beforeAll(async () => {
  const endpoint = { host: '127.0.0.1', port: inject('redisPort') };
  client = createRedisClient({
    topology: { kind: 'standalone', endpoint, database: 2 },
    timeoutMs: 500,
    waitReplicas: 0,
  });
  await client.connect();
});
afterAll(() => client.disconnect());

const send = (number: number, ...batch: (string | number)[]) =>
  client.countVisits(counts, lane, number, 60, ...batch);

describe('the script that counts', () => {
  it('adds the visits of each name and answers the totals', async () => {
    expect(await send(1, 'mew', 2, 0, 'abra', 1, 0)).toEqual([2, 1]);
    expect(await send(2, 'mew', 3, 0)).toEqual([5]);
  });

  it('answers a repetition with the first answer, and counts it no second time', async () => {
    expect(await send(3, 'mew', 1, 0)).toEqual([6]);
    expect(await send(3, 'mew', 1, 0)).toEqual([6]);
    expect(await client.hget(counts, 'mew')).toBe('6');
  });

  it('counts no batch that comes after a later one of its lane', async () => {
    await send(9, 'mew', 1, 0);
    await send(8, 'mew', 1, 0);
    await send(10, 'mew', 1, 0);
    await send(9, 'mew', 1, 0);
    expect(await client.hget(counts, 'mew')).toBe('8');
  });

  it('goes on from the floor where the total was below, and only there', async () => {
    expect(await send(11, 'ditto', 2, 40, 'mew', 1, 3)).toEqual([42, 9]);
  });
});
