import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DockerServer } from '../support/docker-server.js';
import { startRedis } from '../support/stores.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { seed } from './harness/random.js';
import { NAMES, Stage } from './harness/stage.js';
import { VisitLedger } from './harness/visit-ledger.js';

/** How much of a count may be lost, in milliseconds. */
const LOSS_MS = 10_000;

const { wipes, answered } = formOf('wipedRedis');

/** The highest number of each name that had been answered by then. */
interface Moment {
  at: number;
  highest: Map<string, number>;
}

let redis: DockerServer;
let stage: Stage;

beforeEach(async () => {
  redis = await startRedis();
  stage = await Stage.set({
    redis: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) },
    countPorts: [redis.port],
  });
});
afterEach(async () => {
  await stage.strike();
  await redis.remove();
});

async function snapshot(): Promise<Map<string, number>> {
  const rows = await stage.schema.query<{ name: string; count: number }>(
    'SELECT name, count FROM counter_snapshot',
  );
  return new Map(rows.map(({ name, count }) => [name, Number(count)]));
}

/** Notes what is answered, until it has gone on for longer than may be lost. */
async function history(ledger: VisitLedger): Promise<Moment[]> {
  const moments: Moment[] = [];
  const startedAt = performance.now();
  while (performance.now() < startedAt + LOSS_MS + 2000) {
    const highest = new Map(NAMES.map((name) => [name, ledger.highest(name)]));
    moments.push({ at: performance.now(), highest });
    await sleep(50);
  }
  return moments;
}

describe('Redis that is emptied under load', () => {
  it(
    'costs no count more than its last 10 s, nor any that its snapshot holds',
    async () => {
      await stage.startService();
      const load = stage.startLoad();
      for (let wipe = 0; wipe < wipes; wipe++) {
        await load.answered(answered);
        const ledger = load.ledger;
        const moments = await history(ledger);
        const saved = await snapshot();
        const old = moments.findLast(({ at }) => at < performance.now() - LOSS_MS)!;
        await redis.exec('redis-cli', 'FLUSHALL');
        const before = load.ledger;
        load.ledger = new VisitLedger();
        await load.answered(answered);

        const lost = NAMES.map((name) => before.highest(name) - load.ledger.lowest(name) + 1);
        console.log(`Redis wiped: at most ${Math.max(...lost)} visits of a name lost; seed ${seed}`);
        for (const name of NAMES) {
          // What is lost may come twice: of two batches on their way one may be counted before and one after the wipe.
          const repeated = [...before.repeated(name), ...load.ledger.repeated(name)];
          expect(repeated.filter((number) => number <= old.highest.get(name)!)).toEqual([]);
          expect(load.ledger.lowest(name)).toBeGreaterThan(saved.get(name)!);
          expect(load.ledger.lowest(name)).toBeGreaterThan(old.highest.get(name)!);
        }
      }
      await load.stop();
      const counts = await stage.counts();
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
