import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Environment, IN_FULL } from '../harness/environment.js';
import { Network } from '../harness/network.js';

let network: Network;

beforeAll(async () => {
  const production = new Environment('production', inject('productionWorkspace'), IN_FULL);
  network = await Network.open(production, ['flagger-system']);
});
afterAll(() => network.close());

describe('the NetworkPolicies of production', () => {
  it('let in what staging does not have: backups and the load tester', async () => {
    const reached = {
      'backup backup': ['dns', 'mysql'],
      'flagger-system': ['dns', 'kubernetes', 'http', 'elsewhere'],
      'mysql server': [],
    };
    const settled = { timeout: 90_000, interval: 1000 };
    await vi.waitFor(async () => expect(await network.reached()).toMatchObject(reached), settled);
  });
});
