import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Environment } from './harness/environment.js';
import { Network } from './harness/network.js';

/** What each kind of pod reaches, in the order of the targets. */
const REACHED = {
  'minipokedex service': ['dns', 'mysql', 'redis', 'sentinel', 'memcached'],
  'minipokedex migration': ['dns', 'mysql'],
  'minipokedex test': ['dns', 'http'],
  'mysql server': [],
  'mysql credentials': ['dns', 'mysql'],
  'redis server': ['dns', 'redis', 'sentinel'],
  'redis credentials': ['dns', 'redis', 'sentinel'],
  'memcached server': [],
  // Of other namespaces.
  traefik: ['dns', 'kubernetes', 'http', 'elsewhere'],
  monitoring: ['dns', 'kubernetes', 'metrics', 'elsewhere'],
  'minipokedex-elsewhere': ['dns', 'kubernetes'],
};

let network: Network;

beforeAll(async () => {
  network = await Network.open(new Environment('staging', inject('workspace')), ['traefik', 'monitoring']);
});
afterAll(() => network.close());

describe('the NetworkPolicies of staging', () => {
  it('let each kind of pod reach what it needs, and nothing else', async () => {
    // A new pod is let through until its node has seen it, or refused.
    const settled = { timeout: 90_000, interval: 1000 };
    await vi.waitFor(async () => expect(await network.reached()).toEqual(REACHED), settled);
  });
});
