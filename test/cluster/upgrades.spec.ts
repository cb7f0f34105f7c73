import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';
import { BROKEN, FIRST, NEXT } from './harness/images.js';
import { componentOf, type Pod } from './harness/pod.js';
import { readPodLog } from './harness/pod.log.js';
import { ClusterLoad } from './harness/cluster.load.js';

const workspace = inject('workspace');
const staging = new Environment('staging', workspace);

let load: ClusterLoad;

beforeEach(async () => {
  load = await ClusterLoad.start(inject('stagingPort'));
});
afterEach(() => load.stop());

/** The service's pods that are to stay, by name. */
async function servicePods(): Promise<Pod[]> {
  const { items } = await staging.get<{ items: Pod[] }>(
    'pods',
    '--selector=app.kubernetes.io/component=service',
  );
  const staying = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return staying.toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name));
}

const idsOf = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.uid);
const imagesOf = (pods: readonly Pod[]) =>
  new Set(pods.flatMap(({ spec }) => spec.containers.map(({ image }) => image)));

const migrationsRun = (name: string) => staging.sql(`SELECT name FROM migrations WHERE name LIKE '${name}%'`);

// In this order: each goes on from where the one before has left the release.
describe('an upgrade under load', () => {
  it('that fails at a migration says why and where, and leaves the old pods alone', async () => {
    const before = await servicePods();
    const failure = await staging.apply({ image: BROKEN }).then(
      () => 'it did not fail',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/MakeTypesUnique1999999999002/);
    expect(failure).toMatch(/Duplicate entry '.*' for key 'pokemon.unique_type'/);
    expect(failure).toMatch(/minipokedex-migration/);
    expect(idsOf(await servicePods())).toEqual(idsOf(before));
    expect(await migrationsRun('MakeTypesUnique')).toEqual([]);
    expect(await load.verify('an upgrade that failed at its migration')).toEqual([]);
  });

  it('to the next good build just works, migrates once and first, and drops nothing', async () => {
    const before = new Set(idsOf(await readPodLog(workspace, staging.namespace)));
    await staging.apply({ image: NEXT });
    expect(imagesOf(await servicePods())).toEqual(new Set([NEXT]));

    expect(await migrationsRun('AddSeenAt')).toHaveLength(1);
    const pods = (await readPodLog(workspace, staging.namespace)).filter(
      ({ metadata }) => !before.has(metadata.uid),
    );
    const migrations = pods.filter((pod) => componentOf(pod) === 'migration');
    expect(migrations).toHaveLength(1);
    const ended = migrations[0]?.status.containerStatuses?.[0]?.state.terminated;
    expect(ended).toMatchObject({ exitCode: 0 });
    const service = pods.filter((pod) => componentOf(pod) === 'service');
    expect(service).toHaveLength(2);
    for (const { metadata } of service) {
      expect(Date.parse(metadata.creationTimestamp)).toBeGreaterThanOrEqual(Date.parse(ended!.finishedAt));
    }
    expect(await load.verify('an upgrade with one more migration')).toEqual([]);
  });

  it('rolled back leaves the build before on the newer schema', async () => {
    await staging.helm('rollback', 'minipokedex', '--wait');
    expect(imagesOf(await servicePods())).toEqual(new Set([FIRST]));
    expect(await migrationsRun('AddSeenAt')).toHaveLength(1);
    expect(await staging.sql('SELECT COUNT(seen_at) > 0 FROM pokemon')).toEqual(['1']);
    await load.answered(500);
    expect(await load.verify('a rollback')).toEqual([]);
  });
});
