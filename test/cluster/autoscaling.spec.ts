import { until } from '@app/testing';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { timed } from './harness/command.js';
import { Environment } from './harness/environment.js';
import { type Bounds, Visitors } from './harness/visitors.js';

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

async function podsAre(count: number, { load }: Visitors): Promise<void> {
  const deployment = await staging.get<Deployment>('deployment', 'minipokedex');
  await timed(`from ${deployment.spec.replicas} to ${count} pods`, () =>
    until(
      `${count} pods`,
      async () => {
        const { spec, status } = await staging.get<Deployment>('deployment', 'minipokedex');
        // What is wrong is told when they leave.
        return load.faults.length > 0 || (spec.replicas === count && status.availableReplicas === count);
      },
      { timeout: 150_000, interval: 1000 },
    ),
  );
}

describe('autoscaling', () => {
  it('grows under load and shrinks again, with exact counts', async () => {
    const busy = await Visitors.come(inject('stagingPort'), CLIENTS);
    onTestFinished(() => busy.stop());
    await podsAre(3, busy);
    await busy.load.answered(1000);
    expect(await busy.leave('grown to 3 pods under load', STARTING)).toEqual([]);

    // Passers-by alone; a client without a pause keeps a pod busy.
    const few = await Visitors.come(inject('stagingPort'), 0);
    onTestFinished(() => few.stop());
    await podsAre(2, few);
    expect(await few.leave('shrunk to 2 pods')).toEqual([]);
  }, 600_000);
});
