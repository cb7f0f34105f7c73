import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { ClusterLoad } from '../harness/cluster.load.js';
import { Environment, IN_FULL } from '../harness/environment.js';
import { Gateway } from '../harness/gateway.js';
import { FIRST } from '../harness/images.js';
import { FAILING, NEXT, SLOW } from './harness/builds.js';
import { Canary } from './harness/canary.js';
import { GatewayVisitors } from './harness/gateway.visitors.js';

const port = inject('productionPort');
const production = new Environment('production', inject('productionWorkspace'), IN_FULL);
const canary = new Canary(production, inject('productionWorkspace'));

/** What a new build gets of the visitors first, until it was measured. */
const FIRST_WEIGHT = 0.25;

let gateway: Gateway;
/** Within the cluster: on the build before, until there is another. */
let load: ClusterLoad;
let visitors: GatewayVisitors;

beforeAll(async () => {
  gateway = await Gateway.open('production', 'minipokedex.example.org');
  const answers = async () => expect((await gateway.ask('/health/ready')).status).toBe(200);
  await vi.waitFor(answers, { timeout: 60_000, interval: 200 });
});
beforeEach(async () => {
  load = await ClusterLoad.start(port);
  visitors = new GatewayVisitors(gateway);
});
afterEach(() => Promise.all([load.stop(), visitors.stop()]));

/** Releases a build and follows it to its end. */
async function release(image: string): Promise<void> {
  const mark = await canary.mark();
  await production.apply({ image });
  await canary.promoted(mark);
}

// In this order: each goes on from where the one before has left the release.
describe('a build behind the canary', () => {
  it.each([
    { fault: 'fails at two visits of a hundred', build: FAILING, metric: 'success-rate' },
    { fault: 'takes 100 ms longer', build: SLOW, metric: '(latency|slowdown)' },
  ])('that $fault is dropped, and few visitors notice', async ({ build, metric }) => {
    const failure = await release(build.image).then(
      () => 'it was promoted',
      (error: Error) => error.message,
    );
    expect(failure).toContain('Flagger dropped the new build');
    expect(failure).toMatch(new RegExp(`Halt .*${metric}`));
    expect(await canary.phase()).toBe('Failed');
    expect(await canary.primaryImage()).toBe(FIRST);
    await visitors.stop();
    // As `make deploy` does.
    const mark = await canary.mark();
    await production.helm('rollback', 'minipokedex', '--wait');
    await canary.promoted(mark);
    const [came, failed] = [visitors.cameTo(build.revision), visitors.failed];
    console.log(`of the visitors ${percent(came)} came to it, ${percent(failed)} saw an error`);
    expect(came).toBeGreaterThan(0);
    expect(came).toBeLessThan(FIRST_WEIGHT);
    // Without a canary it would be this many.
    expect(failed).toBeLessThan(0.02);
    expect(await load.verify(`a build that ${metric} has dropped`)).toEqual([]);
  });

  it('that is sound takes the place of the one before, with no visit lost and no number twice', async () => {
    await release(NEXT.image);
    expect(await canary.primaryImage()).toBe(NEXT.image);
    await vi.waitFor(async () => expect((await gateway.ask('/version')).text).toContain(NEXT.revision));
    await load.answered(500);
    await visitors.stop();
    expect(visitors.failed).toBe(0);
    expect(await load.verify('a build promoted')).toEqual([]);
  });

  it('shows nobody more than the route of the chart does', async () => {
    expect((await gateway.ask('/health')).status).toBe(404);
  });

  it('leaves nothing that `helmfile diff` would change', async () => {
    await expect(production.diff({ image: NEXT.image })).resolves.toBeDefined();
  });
});

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
