import { expect, it } from 'vitest';
import { useProxiedEnvironment } from './harness/environment.fixture.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { Neighbour } from './harness/neighbour.js';

const fixture = useProxiedEnvironment();

it(
  'Redis that evicts the records of batches loses no visit and gives no number twice; the log says what it may do',
  async () => {
    const { kills, answered } = formOf('eviction');
    const { proxy, redis, environment } = fixture;
    const neighbour = await Neighbour.moveInto(redis.port, 'volatile');
    await environment.startService();
    await environment.startService();
    const load = environment.startLoad();
    proxy.cutEvery(1, 200);
    const enough = () =>
      proxy.cuts >= kills && neighbour.evicted.length >= kills && environment.ledger.answered >= answered;
    await load.until(enough, `${kills} cuts and evictions, ${answered} numbers`, SCENARIO_TIMEOUT_MS / 2);
    proxy.stopCutting();
    await load.answered(100);
    await neighbour.moveOut();
    const story = `${proxy.cuts} connections cut, ${neighbour.evicted.length} records evicted`;
    // A batch that was counted without an answer, and whose record is gone, is counted again.
    const { faults, log } = await environment.verify(story, { maySurpass: true });
    expect(faults).toEqual([]);
    expect(log).toMatch(/"level":"warn".*maxmemory_policy volatile-random/);
  },
  SCENARIO_TIMEOUT_MS,
);
