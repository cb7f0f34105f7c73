import { seed, VisitLedger } from '@app/testing';
import { describe, expect, it, vi } from 'vitest';
import { CountHistory } from './harness/count.history.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { useEnvironment } from './harness/environment.fixture.js';
import { NAMES } from './harness/environment.js';
import { Neighbour } from './harness/neighbour.js';

/** How much of a count may be lost, in milliseconds. */
const LOSS_MS = 10_000;

const { ways, wipes, answered } = formOf('wipedRedis');

const fixture = useEnvironment();

async function wipe(): Promise<void> {
  await fixture.redis.exec('redis-cli', 'FLUSHALL');
  fixture.environment.load.ledger = new VisitLedger();
}

async function evict(): Promise<void> {
  const { environment, redis } = fixture;
  const neighbour = await Neighbour.moveInto(redis.port, 'allkeys');
  const areGone = () => neighbour.evicted.some((key) => key.endsWith(':counts'));
  await environment.load.until(areGone, 'eviction of the counts');
  environment.load.ledger = new VisitLedger();
  await neighbour.moveOut();
}

/** From the mildest to the hardest: in the last three a process counts that knows no more than the stores tell it. */
const wipings = [
  { when: 'by evictions, under load', act: evict },
  { when: 'under load', act: wipe },
  {
    when: 'right before the service is ended and started again',
    act: async () => {
      await wipe();
      await fixture.environment.restartService('SIGTERM');
    },
  },
  {
    when: 'right before the service is killed and started again',
    act: async () => {
      await wipe();
      await fixture.environment.restartService('SIGKILL');
    },
  },
  {
    when: 'while the service is away',
    act: () => fixture.environment.restartService('SIGKILL', { meanwhile: wipe }),
  },
];

async function snapshot(): Promise<Map<string, number>> {
  const rows = await fixture.environment.schema.query<{ name: string; count: number }>(
    'SELECT name, count FROM counter_snapshot',
  );
  return new Map(rows.map(({ name, count }) => [name, Number(count)]));
}

describe('Redis that is emptied', () => {
  it.each(wipings.slice(-ways))(
    '$when: costs no count more than its last 10 s, nor any that its snapshot holds',
    async ({ when, act }) => {
      const { environment } = fixture;
      await environment.startService();
      const load = environment.startLoad();
      for (let wiped = 0; wiped < wipes; wiped++) {
        await load.answered(answered);
        const before = load.ledger;
        const history = await CountHistory.of(before, NAMES, LOSS_MS + 2000);
        const saved = await snapshot();
        const old = history.ago(LOSS_MS);
        await act();
        await load.answered(answered);

        const after = load.ledger;
        const lost = NAMES.map((name) => before.highest(name) - after.lowest(name) + 1);
        console.log(
          `Redis wiped ${when}: at most ${Math.max(0, ...lost)} visits of a name lost; seed ${seed}`,
        );
        for (const name of NAMES) {
          // What is lost may come twice: of two batches on their way one may be counted before and one after the wipe.
          const repeated = [...before.repeated(name), ...after.repeated(name)];
          expect(repeated.filter((number) => number <= old.get(name)!)).toEqual([]);
          expect(after.lowest(name)).toBeGreaterThan(saved.get(name)!);
          expect(after.lowest(name)).toBeGreaterThan(old.get(name)!);
        }
      }
      await load.stop();
      const counts = await environment.counts();
      for (const name of NAMES) expect(counts.get(name)).toBeGreaterThanOrEqual(load.ledger.highest(name));
      expect(load.faults).toEqual([]);
      await vi.waitFor(async () => expect(await snapshot()).toEqual(counts), {
        timeout: LOSS_MS,
        interval: 200,
      });
    },
    SCENARIO_TIMEOUT_MS,
  );
});
