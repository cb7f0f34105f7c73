import { RawConnection, seed, SMALL_HEAP, usageOf } from '@app/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchange, HeldConnections } from './harness/bad.clients.js';
import { type Conversation, conversation } from './harness/bad.requests.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { useEnvironment } from './harness/environment.fixture.js';

/** What the README documents, with the answers of a service whose stores are all up. */
const DOCUMENTED = new Set([100, 200, 204, 302, 304, 400, 404, 405, 408, 413, 414, 415, 417, 431]);

/** Conversations at once, at most. */
const AT_ONCE = 16;

/** Requests of all conversations that go on at once, on average. */
const REQUESTS_EACH = 20;

/** Descriptors that stores' pools may open after the first measurement. */
const POOL_DESCRIPTORS = 20;

/** How much the service may grow, in MiB: buffers and the heap's spare room. */
const GROWTH = 100;

const { requests, heldConnections } = formOf('badInput');

const fixture = useEnvironment();

/** Asks for its health without a pause, until told to stop; throws if it isn't well at once. */
async function watchHealth(port: number, watched: { over: boolean }): Promise<number> {
  const connection = await RawConnection.open(port);
  let asked = 0;
  for (; !watched.over; asked++) {
    const startedAt = performance.now();
    expect((await connection.get('/health/live')).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  }
  connection.close();
  return asked;
}

/** Has conversations at once, each of whose answers has to be one of those documented, with an id of its request. */
async function areAnsweredWell(port: number, conversations: Conversation[]): Promise<void> {
  const replies = await Promise.all(conversations.map((each) => exchange(port, each)));
  for (const { statuses, identified, hung } of replies) {
    expect(hung).toBe(false);
    expect(statuses.filter((status) => !DOCUMENTED.has(status))).toEqual([]);
    expect(identified).toBe(statuses.filter((status) => status !== 100).length);
  }
}

describe('clients that send nonsense', () => {
  it(
    'get no answer that is not documented, harm no one else, and leave nothing behind',
    async () => {
      const { environment } = fixture;
      const { port, pid } = await environment.startService({ LOG_LEVEL: 'warn', NODE_OPTIONS: SMALL_HEAP });
      await Promise.all(Array.from({ length: 50 }, () => fetch(`http://127.0.0.1:${port}/mew`)));
      const before = await usageOf(pid);
      const watched = { over: false };
      const health = watchHealth(port, watched);
      const held = await HeldConnections.open(port, heldConnections, environment.random);

      let sent = 0;
      const conversations = fc.array(conversation, { minLength: 1, maxLength: AT_ONCE, size: 'max' });
      const talk = fc.asyncProperty(conversations, async (some) => {
        for (const each of some) sent += each.requests.length;
        await areAnsweredWell(port, some);
      });
      let asked: number;
      try {
        await fc.assert(talk, { seed, numRuns: Math.ceil(requests / REQUESTS_EACH) });
        await expect.poll(() => held.open, { timeout: 40_000 }).toBe(0);
      } finally {
        held.close();
        watched.over = true;
        asked = await health;
      }
      expect(sent).toBeGreaterThan(requests * 0.9);
      const descriptors = async () => (await usageOf(pid)).descriptors;
      await expect.poll(descriptors).toBeLessThan(before.descriptors + POOL_DESCRIPTORS);
      const after = await usageOf(pid);
      console.log(
        `${sent} bad requests, ${heldConnections} held connections, ${asked} times healthy; ` +
          `${before.resident} MiB before, ${after.resident} after; ${before.descriptors} descriptors before, ` +
          `${after.descriptors} after; seed ${seed}`,
      );
      expect(after.resident).toBeLessThan(before.resident + GROWTH);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
