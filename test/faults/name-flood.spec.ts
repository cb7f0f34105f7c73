import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection, SMALL_HEAP, usageOf } from '@app/testing';
import { expect, it } from 'vitest';
import { BUSY } from './harness/environment.js';
import { useEnvironment } from './harness/environment.fixture.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';

const CONNECTIONS = 1000;

/** How much the service may grow over its size under load, in MiB: the buffers of the connections and spare room. */
const GROWTH = 100;

/** What Kubernetes waits for its probe, in milliseconds. */
const LIVENESS_MS = 1000;

const { seconds, knownMs } = formOf('nameFlood');

const fixture = useEnvironment();

/** Requests unknown names without a pause, no two alike. */
class NameFlood {
  readonly statuses = new Map<number, number>();
  private over = false;
  private next = 0;
  private readonly clients: Promise<void>[];

  constructor(private readonly port: number) {
    this.clients = Array.from({ length: CONNECTIONS }, () => this.runClient());
  }

  async stop(): Promise<void> {
    this.over = true;
    await Promise.all(this.clients);
  }

  private async runClient(): Promise<void> {
    const connection = await RawConnection.open(this.port);
    while (!this.over) {
      const { status } = await connection.get(`/x${(this.next += 1)}`);
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    }
    connection.close();
  }
}

it(
  'a flood of unknown names costs no memory and no store, and known names are counted beside it',
  async () => {
    const { environment } = fixture;
    const { port, pid, url } = await environment.startService({ NODE_OPTIONS: SMALL_HEAP });
    const load = environment.startLoad();
    const calmMs = await environment.calmMs();
    const { resident } = usageOf(pid);
    const flood = new NameFlood(port);
    // With or without numbers: on a busy machine Redis may miss its deadline beside a thousand requests.
    const goal = load.answers + 500;
    const liveness: number[] = [];
    for (let second = 0; second < seconds; second += 1) {
      const startedAt = performance.now();
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      liveness.push(Math.round(performance.now() - startedAt));
      await sleep(1000);
    }
    await load.until(() => load.answers >= goal, '500 answers beside the flood');
    await flood.stop();
    const { peak } = usageOf(pid);
    const { faults, log } = await environment.verify(
      `${flood.statuses.get(404)} unknown names over ${CONNECTIONS} connections; ${resident} MiB before, ${peak} at most; ` +
        `alive within ${Math.max(...liveness)} ms`,
    );
    expect(faults).toEqual([]);
    expect(environment.times.percentile(0.99)).toBeLessThan(knownMs + BUSY * calmMs);
    expect([...flood.statuses.keys()]).toEqual([404]);
    expect(log).not.toContain('mysql is down');
    expect(Math.max(...liveness)).toBeLessThan(LIVENESS_MS);
    expect(peak).toBeLessThan(resident + GROWTH);
  },
  SCENARIO_TIMEOUT_MS,
);
