import { describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';
import { evict } from './harness/eviction.js';
import { Visitors } from './harness/visitors.js';

const staging = new Environment('staging', inject('workspace'));

describe('evictions, as when a node is drained', () => {
  it('of the service with MySQL and Memcached take one pod at a time, and nothing from a visitor', async () => {
    const visitors = await Visitors.come(inject('stagingPort'));
    const refusals = await evict(staging, 'app.kubernetes.io/name in (minipokedex,mysql,memcached)');
    expect(refusals).toBeGreaterThan(0);
    await staging.ready();
    expect(
      await visitors.leave(`the service, MySQL and Memcached evicted, ${refusals} attempts refused`),
    ).toEqual([]);
  });

  it('of Redis take one pod at a time, and at most a moment without numbers', async () => {
    const visitors = await Visitors.come(inject('stagingPort'));
    const refusals = await evict(staging, 'app.kubernetes.io/name=redis');
    expect(refusals).toBeGreaterThan(0);
    await staging.ready();
    await visitors.load.answered(500);
    const story = `all of Redis evicted, ${refusals} attempts refused`;
    expect(await visitors.leave(story, { degraded: true })).toEqual([]);
  });
});
