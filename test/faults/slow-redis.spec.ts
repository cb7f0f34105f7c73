import type { LoadGenerator } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { SMALL_HEAP, usageOf } from '@app/testing';
import { CLIENTS } from './harness/environment.js';
import { useProxiedEnvironment } from './harness/environment.fixture.js';

/** What a visit may take on average while Redis is known to be silent, in milliseconds: half the deadline of trying it. */
const AT_ONCE_MS = 125;

/** How much the service may grow over its size under load without faults, in MiB. */
const GROWTH = 100;

const { visits, rounds } = formOf('slowRedis');

const fixture = useProxiedEnvironment();

/** Measures how long a visit takes on average, whatever its answer, in milliseconds. */
async function averageVisitMs(load: LoadGenerator): Promise<number> {
  const startedAt = performance.now();
  const goal = load.answers + visits;
  await load.until(() => load.answers >= goal, `${visits} answers`);
  return ((performance.now() - startedAt) * CLIENTS) / visits;
}

describe('Redis that answers late or not at all', () => {
  it(
    'makes no visitor wait for over 2 s, costs no memory, and loses no visit',
    async () => {
      const { proxy, environment } = fixture;
      const service = await environment.startService({ NODE_OPTIONS: SMALL_HEAP });
      const load = environment.startLoad();
      await load.answered(visits);
      const { resident } = await usageOf(service.pid);
      let silentMs = 0;
      for (let round = 0; round < rounds; round++) {
        proxy.latencyMs = 5;
        await load.answered(visits);
        proxy.latencyMs = 50;
        // A client gets no more than ten numbers a second.
        await load.answered(visits / 10);
        proxy.latencyMs = 500;
        await averageVisitMs(load);
        proxy.latencyMs = 0;
        await load.answered(100);
        const { nulls } = environment.ledger;
        proxy.freeze();
        await load.until(() => environment.ledger.nulls > nulls + CLIENTS, 'degraded answers');
        silentMs = Math.max(silentMs, await averageVisitMs(load));
        proxy.thaw();
        await load.answered(100);
      }
      const { peak } = await usageOf(service.pid);
      const { faults } = await environment.verify(
        `Redis slow ${rounds} times; ${Math.round(silentMs)} ms a visit while silent; ${resident} MiB, ${peak} MiB at most`,
      );
      expect(faults).toEqual([]);
      expect(silentMs).toBeLessThan(AT_ONCE_MS);
      expect(peak).toBeLessThan(resident + GROWTH);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
