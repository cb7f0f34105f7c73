import { describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import type { Load } from './harness/load.js';
import { SMALL_HEAP, usageOf } from './harness/process-usage.js';
import { setProxiedScene } from './harness/scene.js';
import { settle } from './harness/settle.js';

/** How much the service may grow over its size under load without faults, in MiB. */
const GROWTH = 100;

const { visits, rounds } = formOf('slowRedis');

const scene = setProxiedScene();

/** Sees the load through so many visits, whatever they are answered with. */
async function endure(load: Load): Promise<void> {
  const goal = load.answers + visits;
  await load.until(() => load.answers >= goal, `${visits} answers`);
}

describe('Redis that answers late or not at all', () => {
  it(
    'makes no visitor wait for over 2 s, costs no memory, and loses no visit',
    async () => {
      const { proxy, stage } = scene;
      const service = await stage.startService({ NODE_OPTIONS: SMALL_HEAP });
      const load = stage.startLoad();
      await load.answered(visits);
      const { resident } = await usageOf(service.pid);
      for (let round = 0; round < rounds; round++) {
        proxy.latencyMs = 5;
        await load.answered(visits);
        proxy.latencyMs = 50;
        await load.answered(visits);
        proxy.latencyMs = 500;
        await endure(load);
        proxy.latencyMs = 0;
        await load.answered(100);
        proxy.freeze();
        await endure(load);
        proxy.thaw();
        await load.answered(100);
      }
      const { peak } = await usageOf(service.pid);
      const { faults } = await settle(
        stage,
        `Redis slow ${rounds} times; ${resident} MiB, ${peak} MiB at most`,
      );
      expect(faults).toEqual([]);
      expect(peak).toBeLessThan(resident + GROWTH);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
