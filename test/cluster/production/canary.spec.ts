import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Environment, IN_FULL } from '../harness/environment.js';
import { FIRST } from '../harness/images.js';
import { ClusterLoad } from '../harness/cluster.load.js';
import { FAILING, NEXT, SLOW } from './harness/builds.js';
import { Canary } from './harness/canary.js';
import { HeadRequests } from './harness/head.requests.js';

const ports = inject('productionPorts');
const production = new Environment('production', inject('productionWorkspace'), IN_FULL);
const canary = new Canary(production, inject('productionWorkspace'));

let load: ClusterLoad;
let heads: HeadRequests;

beforeEach(async () => {
  load = await ClusterLoad.start(ports.primary);
  heads = new HeadRequests(ports.tried);
});
afterEach(() => Promise.all([load.stop(), heads.stop()]));

async function revision(): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${ports.primary}/version`);
  return ((await answer.json()) as { revision: string }).revision;
}

/** Releases a build and follows it to its end. */
async function release(image: string): Promise<void> {
  const mark = await canary.mark();
  await production.apply({ image });
  await canary.promoted(mark);
}

// In this order: each goes on from where the one before has left the release.
describe('a build behind the canary', () => {
  it.each([
    { fault: 'fails', image: FAILING, seen: 500, metric: 'success-rate' },
    { fault: 'is slow', image: SLOW, seen: 200, metric: 'latency' },
  ])('that $fault is dropped, and no visitor notices', async ({ image, seen, metric }) => {
    const failure = await release(image).then(
      () => 'it was promoted',
      (error: Error) => error.message,
    );
    expect(failure).toContain('Flagger dropped the new build');
    expect(failure).toMatch(new RegExp(`Halt .*${metric}`));
    expect(heads.answers.get(seen)).toBeGreaterThan(10);
    expect(await canary.phase()).toBe('Failed');
    expect(await canary.primaryImage()).toBe(FIRST);
    // As `make deploy` does.
    const mark = await canary.mark();
    await production.helm('rollback', 'minipokedex', '--wait');
    await canary.promoted(mark);
    expect(await load.verify(`a build that ${metric} has dropped`)).toEqual([]);
  });

  it('that is sound takes the place of the one before, with no visit lost and no number twice', async () => {
    await release(NEXT.image);
    expect(await canary.primaryImage()).toBe(NEXT.image);
    expect(await revision()).toBe(NEXT.revision);
    await load.answered(500);
    expect([...heads.answers.keys()]).toEqual([200]);
    expect(await load.verify('a build promoted')).toEqual([]);
  });

  it('leaves nothing that `helmfile diff` would change', async () => {
    await expect(production.diff({ image: NEXT.image })).resolves.toBeDefined();
  });
});
