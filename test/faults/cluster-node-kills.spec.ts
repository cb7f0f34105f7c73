import { type DockerServer, startCluster } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { FaultEnvironment } from './harness/environment.js';

const { kills, answered } = formOf('failover');

let nodes: DockerServer[] = [];
let environment: FaultEnvironment;

beforeEach(async () => {
  nodes = await startCluster();
  environment = await FaultEnvironment.create({
    redis: { REDIS_CLUSTER_NODES: nodes.map(({ port }) => `127.0.0.1:${port}`).join(',') },
    countPorts: nodes.map(({ port }) => port),
  });
});
afterEach(async () => {
  await environment.teardown();
  await Promise.all(nodes.map((node) => node.remove()));
});

describe('a Redis Cluster of which a node is killed and started again', () => {
  it(
    'goes on counting the names of the other nodes, and loses no visit of any',
    async () => {
      await environment.startService();
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
