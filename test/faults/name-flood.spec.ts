import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { RawConnection, SMALL_HEAP, usageOf } from '@app/testing';
import { expect, it } from 'vitest';
import { BUSY } from './harness/environment.js';
import { useEnvironment } from './harness/environment.fixture.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import type { FloodOptions, Statuses } from './harness/name.flood.js';

const CONNECTIONS = 1000;

/** How much the service may grow over its size under load, in MiB: the buffers of the connections and spare room. */
const GROWTH = 100;

/** What Kubernetes waits for its probe, in milliseconds. */
const LIVENESS_MS = 1000;

const { seconds, knownMs } = formOf('nameFlood');

const fixture = useEnvironment();

it(
  'a flood of unknown names costs no memory and no store, and known names are counted beside it',
  async () => {
    const { environment } = fixture;
    const { port, pid } = await environment.startService({ NODE_OPTIONS: SMALL_HEAP });
    const load = environment.startLoad();
    const calmMs = await environment.calmMs();
    const { resident } = usageOf(pid);
    const workerData: FloodOptions = { port, connections: CONNECTIONS };
    const flood = new Worker(new URL('harness/name.flood.ts', import.meta.url), { workerData });
    // With or without numbers: on a busy machine Redis may miss its deadline beside a thousand requests.
    const goal = load.answers + 500;
    const liveness: number[] = [];
    for (let second = 0; second < seconds; second += 1) {
      const startedAt = performance.now();
      // Over a connection of its own, as Kubernetes.
      const probe = await RawConnection.open(port);
      expect((await probe.get('/health/live')).status).toBe(200);
      probe.close();
      liveness.push(Math.round(performance.now() - startedAt));
      await sleep(1000);
    }
    await load.until(() => load.answers >= goal, '500 answers beside the flood');
    flood.postMessage('stop');
    const [statuses] = (await once(flood, 'message')) as [Statuses];
    const { peak } = usageOf(pid);
    const { faults, log } = await environment.verify(
      `${statuses['404']} unknown names over ${CONNECTIONS} connections; ${resident} MiB before, ${peak} at most; ` +
        `alive within ${Math.max(...liveness)} ms`,
    );
    expect(faults).toEqual([]);
    expect(environment.times.percentile(0.99)).toBeLessThan(knownMs + BUSY * calmMs);
    expect(Object.keys(statuses)).toEqual(['404']);
    expect(log).not.toContain('mysql is down');
    expect(Math.max(...liveness)).toBeLessThan(LIVENESS_MS);
    expect(peak).toBeLessThan(resident + GROWTH);
  },
  SCENARIO_TIMEOUT_MS,
);
