import { cli, type DockerServer, startCluster, until } from '@app/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { FaultEnvironment } from './harness/environment.js';

let nodes: DockerServer[] = [];
let environment: FaultEnvironment;

async function setUp(replicas: number): Promise<void> {
  nodes = await startCluster(replicas);
  environment = await FaultEnvironment.create({
    redis: {
      REDIS_CLUSTER_NODES: nodes.map(({ port }) => `127.0.0.1:${port}`).join(','),
      REDIS_WAIT_REPLICAS: String(replicas),
    },
    countPorts: nodes.map(({ port }) => port),
  });
  await environment.startService();
}
afterEach(async () => {
  await environment.teardown();
  await Promise.all(nodes.map((node) => node.remove()));
});

describe('a Redis Cluster of which a node is killed and started again', () => {
  it(
    'goes on counting the names of the other nodes, and loses no visit of any',
    async () => {
      const { kills, answered } = formOf('failover');
      await setUp(0);
      const load = environment.startLoad();
      for (let kill = 0; kill < kills; kill++) {
        await load.answered(answered);
        const node = environment.random.pick(nodes);
        await environment.degrade(() => node.kill());
        await load.answered(answered, 10_000);
        await node.restart();
        await load.answered(answered);
      }
      const { faults } = await environment.verify(`a node of the Cluster killed ${kills} times`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});

/** One of the nodes that hold slots, once all agree who these are. */
async function someMaster(): Promise<DockerServer> {
  const agreed = () => cli(nodes[0]!, '--cluster', 'check', `127.0.0.1:${nodes[0]!.port}`).then(() => true);
  await until('the nodes of the Cluster agree', agreed, { timeout: 30_000 });
  const roles = await Promise.all(nodes.map((node) => cli(node, 'ROLE')));
  return environment.random.pick(nodes.filter((_, index) => roles[index]!.startsWith('master')));
}

describe('a Redis Cluster whose writes wait for a replica', () => {
  it(
    'loses no visit and gives no number twice while its nodes hand over and slots move',
    async () => {
      const { rounds, slots, answered } = formOf('handOvers');
      await setUp(1);
      const load = environment.startLoad();
      for (let round = 0; round < rounds; round++) {
        for (const node of nodes) {
          await load.answered(answered);
          // A master refuses that, its replica takes over.
          await cli(node, 'CLUSTER', 'FAILOVER');
        }
        const target = await someMaster();
        const id = (await cli(target, 'CLUSTER', 'MYID')).trim();
        const move = ['--cluster-from', 'all', '--cluster-to', id, '--cluster-slots', String(slots)];
        await cli(target, '--cluster', 'reshard', `127.0.0.1:${target.port}`, ...move, '--cluster-yes');
        await load.answered(answered);
      }
      const { faults } = await environment.verify(
        `handed over ${rounds * 3} times, ${rounds * slots} slots moved`,
      );
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
