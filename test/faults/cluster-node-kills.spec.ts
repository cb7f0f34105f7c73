import { type DockerServer, startCluster } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { settle } from './harness/settle.js';
import { Stage } from './harness/stage.js';

const { kills, answered } = formOf('failover');

let nodes: DockerServer[] = [];
let stage: Stage;

beforeEach(async () => {
  nodes = await startCluster();
  stage = await Stage.set({
    redis: { REDIS_CLUSTER_NODES: nodes.map(({ port }) => `127.0.0.1:${port}`).join(',') },
    countPorts: nodes.map(({ port }) => port),
  });
});
afterEach(async () => {
  await stage.strike();
  await Promise.all(nodes.map((node) => node.remove()));
});

describe('a Redis Cluster of which a node is killed and started again', () => {
  it(
    'goes on counting the names of the other nodes, and loses no visit of any',
    async () => {
      await stage.startService();
      const load = stage.startLoad();
      for (let kill = 0; kill < kills; kill++) {
        await load.answered(answered);
        const node = stage.random.pick(nodes);
        const { nulls } = stage.ledger;
        await node.kill();
        await load.until(() => stage.ledger.nulls > nulls, 'degraded answer');
        await load.answered(answered, 10_000);
        await node.restart();
        await load.answered(answered);
      }
      const { faults } = await settle(stage, `a node of the Cluster killed ${kills} times`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
