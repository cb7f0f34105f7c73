import type { RedisSettings } from '@app/config';
import { array, asyncProperty, assert, constantFrom, integer, record, tuple, uniqueArray } from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { countVisits } from '../../libs/counter/src/redis/count.script.js';
import { createRedisClient, type RedisClient } from '../../libs/counter/src/redis/redis.client.js';
import { countVisits as simulated, emptyData, type Entries } from './redis.server.js';

let settings: RedisSettings;
let client: RedisClient;

beforeAll(async () => {
  const endpoint = { host: '127.0.0.1', port: inject('redisPort') };
  const topology = { kind: 'standalone' as const, endpoint, database: 0 };
  settings = { topology, timeoutMs: 500, waitReplicas: 0 };
  client = createRedisClient(settings);
  await client.connect();
});
afterAll(() => client.disconnect());

const names = constantFrom('mew', 'nidoran♀', "farfetch'd");
const batches = array(
  record({
    lane: constantFrom('a', 'b'),
    number: integer({ min: 1, max: 6 }),
    entries: uniqueArray(tuple(names, integer({ min: 1, max: 9 }), integer({ min: 0, max: 40 })), {
      selector: ([unique]) => unique,
      minLength: 1,
    }),
  }),
  { minLength: 1, maxLength: 12 },
);

it('the script of the simulation does what the one in Redis does', async () => {
  const prefix = 'minipokedex:{simulated}';
  const lanes = ['a', 'b'].map((lane) => `${prefix}:lane:${lane}`);
  await assert(
    asyncProperty(batches, async (sent) => {
      await client.del(`${prefix}:counts`, ...lanes);
      const data = emptyData();
      for (const { lane, number, entries } of sent) {
        const batch = [0, 1, 2].map((part) => entries.map((entry) => entry[part])) as Entries;
        const key = `${prefix}:lane:${lane}`;
        expect(simulated(data, key, number, batch)).toBe(
          await countVisits(client, settings, [`${prefix}:counts`, key], number, JSON.stringify(batch)),
        );
      }
      const counts = Object.fromEntries([...data.counts].map(([name, count]) => [name, String(count)]));
      expect(counts).toEqual(await client.hgetall(`${prefix}:counts`));
      expect(lanes.map((lane) => data.records.get(lane) ?? null)).toEqual(await client.mget(...lanes));
    }),
    { numRuns: 300 },
  );
});
