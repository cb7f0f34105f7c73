import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';
import { FAILOVER, ClusterLoad } from './harness/cluster.load.js';

const staging = new Environment('staging', inject('workspace'));

/** A probe, its deadline and the moment in which the node learns the new pod's address, many times over. */
const RECONNECTED_MS = 5000;

let load: ClusterLoad;

beforeEach(async () => {
  load = await ClusterLoad.start(inject('stagingPort'));
});
afterEach(() => load.stop());

/** Deletes pods and waits until the others that replace them are ready. */
async function replace(...pods: string[]): Promise<void> {
  await staging.kubectl(['delete', 'pod', ...pods]);
  await staging.ready();
  await load.answered(500);
}

/** The pod of the master, as a Sentinel tells every client. */
async function redisMaster(): Promise<string> {
  const question = ['redis-cli', '-p', '26379', '--raw', 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster'];
  const address = await staging.kubectl(['exec', 'redis-0', '--container=sentinel', '--', ...question]);
  return address.split(/[.\n]/, 1)[0]!;
}

describe('a store whose pod is deleted under load', () => {
  it('costs nothing if it is Memcached', async () => {
    await replace('--selector=app.kubernetes.io/name=memcached');
    expect(await load.verify('Memcached deleted')).toEqual([]);
  });

  it('costs names already seen nothing if it is MySQL, which all pods use again once it is ready', async () => {
    await replace('mysql-0');
    await load.listed(RECONNECTED_MS);
    expect(await load.verify('MySQL deleted')).toEqual([]);
  });

  it('costs no count if it is the master of Redis', async () => {
    const master = await redisMaster();
    await replace(master);
    expect(await redisMaster()).not.toBe(master);
    expect(await load.verify(`${master} deleted, the master`, FAILOVER)).toEqual([]);
  });
});
