import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { timed } from './harness/command.js';
import { Environment } from './harness/environment.js';
import { type Bounds, ClusterLoad } from './harness/cluster.load.js';

const staging = new Environment('staging', inject('workspace'));

/** Connections that keep two pods busier than they request. */
const CLIENTS = 8;

/** While a pod starts on cores that are all busy. */
const STARTING: Bounds = { longestPauseMs: 3000, longestNullsMs: Infinity };

interface Deployment {
  spec: { replicas: number };
  status: { availableReplicas?: number };
}

beforeAll(() => staging.apply({ set: ['minipokedex.autoscaling.maxReplicas=3'] }));
afterAll(async () => {
  await staging.apply();
  await staging.scaled(2);
});

async function podsAre(count: number, { generator }: ClusterLoad): Promise<void> {
  const deployment = await staging.get<Deployment>('deployment', 'minipokedex');
  const scaled = async () => {
    const { spec, status } = await staging.get<Deployment>('deployment', 'minipokedex');
    // A fault ends the wait; the load's verification reports it.
    if (generator.faults.length > 0) return;
    expect({ ...spec, ...status }).toMatchObject({ replicas: count, availableReplicas: count });
  };
  await timed(`from ${deployment.spec.replicas} to ${count} pods`, () =>
    vi.waitFor(scaled, { timeout: 150_000, interval: 1000 }),
  );
}

describe('autoscaling', () => {
  it('grows under load and shrinks again, with exact counts', async () => {
    const busy = await ClusterLoad.start(inject('stagingPort'), CLIENTS);
    onTestFinished(() => busy.stop());
    await podsAre(3, busy);
    await busy.answered(1000);
    expect(await busy.verify('grown to 3 pods under load', STARTING)).toEqual([]);

    // Over new connections alone: a client without a pause keeps a pod busy.
    const few = await ClusterLoad.start(inject('stagingPort'), 0);
    onTestFinished(() => few.stop());
    await podsAre(2, few);
    expect(await few.verify('shrunk to 2 pods')).toEqual([]);
  }, 600_000);
});
