import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';
import { evict } from './harness/eviction.js';
import { FAILOVER, Visitors } from './harness/visitors.js';

const staging = new Environment('staging', inject('workspace'));

let visitors: Visitors;

beforeEach(async () => {
  visitors = await Visitors.come(inject('stagingPort'));
});
afterEach(() => visitors.stop());

describe('evictions, as when a node is drained', () => {
  it('of the service with MySQL and Memcached take one pod at a time, and no answer from a visitor', async () => {
    const refusals = await evict(staging, 'app.kubernetes.io/name in (minipokedex,mysql,memcached)');
    expect(refusals).toBeGreaterThan(0);
    await staging.ready();
    const story = `the service, MySQL and Memcached evicted, ${refusals} attempts refused`;
    expect(await visitors.leave(story, { longestPauseMs: 1000 })).toEqual([]);
  });

  it('of Redis take one pod at a time, and numbers for a moment at most', async () => {
    const refusals = await evict(staging, 'app.kubernetes.io/name=redis');
    expect(refusals).toBeGreaterThan(0);
    await staging.ready();
    await visitors.load.answered(500);
    const story = `all of Redis evicted, ${refusals} attempts refused`;
    expect(await visitors.leave(story, FAILOVER)).toEqual([]);
  });
});
