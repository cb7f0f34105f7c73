import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { Environment } from './harness/environment.js';
import { ClusterLoad } from './harness/cluster.load.js';

const staging = new Environment('staging', inject('workspace'));

const NAMES = [
  'minipokedex-database',
  'minipokedex-migration',
  'minipokedex-redis',
  'mysql-root',
  'redis-admin',
];

const passwords = () => Promise.all(NAMES.map((name) => staging.password(name)));

describe('Secrets that are rotated under load', () => {
  it('are new in all pods, without a visit that goes without its number', async () => {
    const load = await ClusterLoad.start(inject('stagingPort'));
    onTestFinished(() => load.stop());
    const before = await passwords();
    await staging.seal(...NAMES);
    await staging.apply();
    const after = await passwords();
    expect(new Set([...before, ...after]).size).toBe(2 * NAMES.length);
    expect(await staging.password('mysql-root', 'previous')).toBe(before[NAMES.indexOf('mysql-root')]);
    // As root, with the new password.
    expect(await staging.sql('SELECT 1')).toEqual(['1']);
    expect(await load.verify('all Secrets rotated')).toEqual([]);
  });
});
