import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { Environment } from './harness/environment.js';
import { BROKEN } from './harness/images.js';
import { openNodePort } from './harness/node.port.js';
import { ClusterLoad } from './harness/cluster.load.js';

const workspace = inject('workspace');
const local = new Environment('local', workspace);
const staging = new Environment('staging', workspace);
const production = new Environment('production', workspace);

let port: number;
/** Of staging, while the others were applied. */
let faults: string[];

beforeAll(async () => {
  const load = await ClusterLoad.start(inject('stagingPort'), 1);
  await production.prepare();
  await production.seal();
  await Promise.all([local.apply(), installTwice()]);
  port = await openNodePort(production);
  faults = await load.verify('local and production applied beside staging');
});

/** The first install of the namespace fails, and is repeated. */
async function installTwice(): Promise<void> {
  await expect(production.apply({ image: BROKEN })).rejects.toThrow(/MakeTypesUnique/);
  await production.apply();
}

describe('local, staging and production in one cluster', () => {
  it('are applied without a trace on the others', () => {
    expect(faults).toEqual([]);
  });

  it.each([local, staging, production])(
    'differ in nothing from what was applied: $name',
    async (environment) => {
      await environment.diff();
      expect(await environment.live()).toEqual([]);
    },
  );

  it.each([local, production])('pass helm test: $name', async (environment) => {
    expect(await environment.helm('test', 'minipokedex')).toMatch(/Phase: +Succeeded/);
  });

  it('have counts and passwords of their own', async () => {
    const load = await ClusterLoad.start(port);
    onTestFinished(() => load.stop());
    await load.answered(500);
    expect(await load.verify('visitors of production')).toEqual([]);
    expect(await production.password('redis-admin')).not.toBe(await staging.password('redis-admin'));
  });

  it('leave but their volumes when they are destroyed, and the others untouched', async () => {
    const load = await ClusterLoad.start(inject('stagingPort'));
    onTestFinished(() => load.stop());
    await production.destroy();
    const left = await production.kubectl([
      'get',
      'all,configmap,secret,persistentvolumeclaim,networkpolicy,poddisruptionbudget,horizontalpodautoscaler,serviceaccount,sealedsecret',
      '--output=name',
    ]);
    // In every namespace, and what the tests and `make kubeconfig` made.
    const everywhere = new Set([
      'configmap/kube-root-ca.crt',
      'service/visitors',
      ...['default', 'deployer', 'reader'].map((account) => `serviceaccount/${account}`),
    ]);
    expect(
      left
        .split('\n')
        .filter((name) => name && !everywhere.has(name))
        .toSorted(),
    ).toEqual([
      'persistentvolumeclaim/data-mysql-0',
      'persistentvolumeclaim/data-redis-0',
      'persistentvolumeclaim/data-redis-1',
      'persistentvolumeclaim/data-redis-2',
    ]);
    expect(await load.verify('production destroyed beside staging')).toEqual([]);
  });
});
