import type { RedisSettings } from '@app/config';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { countVisits } from './count.script.js';
import { createRedisClient, type RedisClient } from './redis.client.js';

const counts = 'minipokedex:{script}:counts';
const lane = 'minipokedex:{script}:lane';

let settings: RedisSettings;
let client: RedisClient;

beforeAll(async () => {
  const endpoint = { host: '127.0.0.1', port: inject('redisPort') };
  settings = { topology: { kind: 'standalone', endpoint, database: 0 }, timeoutMs: 500, waitReplicas: 0 };
  client = createRedisClient(settings);
  await client.connect();
});
afterAll(() => client.disconnect());

/** Sends entries of a name, its visits, and its floor; the answer is the totals. */
const send = async (number: number, ...entries: [string, number, number][]) => {
  const batch = [0, 1, 2].map((part) => entries.map((entry) => entry[part]));
  const totals = await countVisits(client, settings, [counts, lane], number, JSON.stringify(batch));
  return totals.split(' ').map(Number);
};

describe('the script that counts', () => {
  it('adds the visits of each name and answers the totals', async () => {
    expect(await send(1, ['mew', 2, 0], ['abra', 1, 0])).toEqual([2, 1]);
    expect(await send(2, ['mew', 3, 0])).toEqual([5]);
  });

  it('answers a repetition with the first answer, and counts it no second time', async () => {
    expect(await send(3, ['mew', 1, 0])).toEqual([6]);
    expect(await send(3, ['mew', 1, 0])).toEqual([6]);
    expect(await client.hget(counts, 'mew')).toBe('6');
  });

  it('counts no batch that comes after a later one of its lane', async () => {
    await send(9, ['mew', 1, 0]);
    await send(8, ['mew', 1, 0]);
    await send(10, ['mew', 1, 0]);
    await send(9, ['mew', 1, 0]);
    expect(await client.hget(counts, 'mew')).toBe('8');
  });

  it('counts exactly as far as numbers are exact, and names of any script', async () => {
    const floor = Number.MAX_SAFE_INTEGER - 2;
    expect(await send(11, ['nidoran♀', 2, floor], ["farfetch'd", 1, 0])).toEqual([floor + 2, 1]);
    expect(await client.hget(counts, 'nidoran♀')).toBe(String(floor + 2));
  });

  it('goes on from the floor where the total was below, and only there', async () => {
    expect(await send(12, ['ditto', 2, 40], ['mew', 1, 3])).toEqual([42, 9]);
  });

  it.each(['x', '', '-7', '1.5', 'nan', '9007199254740992', '9'.repeat(400)])(
    'takes a total of %j, which is no number of visits, for none',
    async (foreign) => {
      await client.hset(counts, 'foreign', foreign);
      const number = 13 + (await client.incr('script-spec-batches'));
      expect(await send(number, ['foreign', 2, 40], ['abra', 1, 0])).toEqual([42, expect.any(Number)]);
    },
  );
});
