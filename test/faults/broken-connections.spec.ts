import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { BUSY } from './harness/environment.js';
import { useProxiedEnvironment } from './harness/environment.fixture.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';

/** What a service may need to notice that Redis is back, in milliseconds. */
const NOTICE_MS = 300;
/** No visit may be answered with null here, and a busy machine is no reason for it. */
const PATIENT = { REDIS_TIMEOUT_MS: '500' };
/** A cut falls into one of so many chunks on all connections, often within it. */
const WITHIN_CHUNKS = 20;

const { seconds } = formOf('brokenConnections');

const fixture = useProxiedEnvironment();

async function cutFor(perSecond: number): Promise<void> {
  const { proxy, environment } = fixture;
  const pauseMs = 1000 / perSecond;
  for (let round = 1; round <= seconds * perSecond; round++) {
    const next = performance.now() + pauseMs;
    proxy.cutOnce(WITHIN_CHUNKS);
    await environment.load.until(() => proxy.cuts >= round, 'connection is cut');
    await sleep(Math.max(0, next - performance.now()));
  }
}

/** Returns once a Redis replies; the time that takes is its own, not that of a container's tools. */
async function replies(port: number): Promise<void> {
  const redis = new Redis({ port, retryStrategy: () => 5, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  await redis.ping();
  redis.disconnect();
}

describe('Redis that is there', { timeout: SCENARIO_TIMEOUT_MS }, () => {
  it.each([
    { perSecond: 5, numbered: 0.999, slowerMs: 50 },
    { perSecond: 20, numbered: 0.95, slowerMs: 250 },
  ])(
    'costs nobody a number though $perSecond connections a second break within requests and replies',
    async ({ perSecond, numbered, slowerMs }) => {
      const { proxy, environment } = fixture;
      await environment.startService(PATIENT);
      await environment.startService(PATIENT);
      environment.startLoad();
      const calmMs = await environment.calmMs();
      await cutFor(perSecond);
      const { ledger, times } = environment;
      const share = ledger.answered / (ledger.answered + ledger.nulls);
      const { faults } = await environment.verify(
        `${proxy.cuts} cuts in ${seconds} s, p99 ${calmMs} ms before`,
      );
      expect(faults).toEqual([]);
      expect(share).toBeGreaterThanOrEqual(numbered);
      // A busy machine is slow by itself.
      expect(times.percentile(0.99)).toBeLessThanOrEqual(calmMs + slowerMs);
    },
  );

  it('gives numbers again as soon as it was started again', async () => {
    const { redis, environment } = fixture;
    await environment.startService();
    await environment.startService();
    environment.startLoad();
    const calmMs = await environment.calmMs();
    const killedAt = performance.now();
    await redis.kill();
    await sleep(1000);
    const back = replies(redis.port).then(() => performance.now() - killedAt);
    await redis.restart();
    const awayMs = await back;
    await environment.load.answered(1000);
    const story = `Redis away for ${Math.round(awayMs)} ms`;
    expect((await environment.verify(story)).faults).toEqual([]);
    expect(environment.times.longestAwayMs).toBeLessThan(awayMs + NOTICE_MS + BUSY * calmMs);
  });
});
