import { readSettings } from '@app/config';
import { describe, expect, it } from 'vitest';
import { Manifests } from './manifests.js';

/** For people, migrations and backups. */
const SPARE = 10;
/** Of MySQL, where nothing is set. */
const DEFAULT_MAX_CONNECTIONS = 151;

const poolSize = readSettings({ DB_HOST: 'mysql', DB_PASSWORD: 'secret' }).database!.poolSize;

describe('MySQL', () => {
  it.each([
    ['staging', 'another for each while they are replaced'],
    ['production', "a canary's, of which there may be as many"],
  ])('has connections in %s for the pools of all pods, and %s', (environment) => {
    const manifests = new Manifests(environment);
    const { settings } = manifests;
    const pods = 2 * manifests.find('HorizontalPodAutoscaler', 'minipokedex').spec.maxReplicas!;
    expect(manifests.find('ConfigMap', 'minipokedex').data).not.toHaveProperty('DB_POOL_SIZE');
    const maxConnections = Number(
      /^\s*max_connections = (\d+)$/m.exec(settings)?.[1] ?? DEFAULT_MAX_CONNECTIONS,
    );
    expect(maxConnections).toBeGreaterThanOrEqual(pods * poolSize + SPARE);
  });
});
