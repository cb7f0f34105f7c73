import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';
import { evict } from './harness/eviction.js';
import { FAILOVER, ClusterLoad } from './harness/cluster.load.js';

const staging = new Environment('staging', inject('workspace'));

let load: ClusterLoad;

beforeEach(async () => {
  load = await ClusterLoad.start(inject('stagingPort'));
});
afterEach(() => load.stop());

describe('evictions, as when a node is drained', () => {
  it('of the service with MySQL and Memcached take one pod at a time, and no answer from a visitor', async () => {
    const refusals = await evict(staging, 'app.kubernetes.io/name in (minipokedex,mysql,memcached)');
    expect(refusals).toBeGreaterThan(0);
    await staging.ready();
    const story = `the service, MySQL and Memcached evicted, ${refusals} attempts refused`;
    expect(await load.verify(story, { longestPauseMs: 1000 })).toEqual([]);
  });

  it('of Redis take one pod at a time, and numbers for a moment at most', async () => {
    const refusals = await evict(staging, 'app.kubernetes.io/name=redis');
    expect(refusals).toBeGreaterThan(0);
    await staging.ready();
    await load.answered(500);
    const story = `all of Redis evicted, ${refusals} attempts refused`;
    expect(await load.verify(story, FAILOVER)).toEqual([]);
  });
});
