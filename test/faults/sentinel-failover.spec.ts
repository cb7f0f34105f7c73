import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerServer } from '../support/docker-server.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { seed } from './harness/random.js';
import { startNode, startSentinels } from './harness/redis-topologies.js';
import { Stage } from './harness/stage.js';

/** Longest time without numbers when the master is killed: the sentinels take a second to notice, and must agree. */
const FAILOVER_MS = 10_000;

const { answered } = formOf('failover');

let servers: DockerServer[] = [];
let stage: Stage;

beforeEach(async () => {
  const master = await startNode();
  const replica = await startNode('--replicaof', '127.0.0.1', String(master.port));
  const sentinels = await startSentinels(master.port);
  servers = [master, replica, ...sentinels];
  stage = await Stage.set({
    redis: { REDIS_SENTINELS: sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',') },
    countPorts: [replica.port],
  });
});
afterEach(async () => {
  await stage.strike();
  await Promise.all(servers.map((server) => server.remove()));
});

describe('a master that is killed under the eyes of three sentinels', () => {
  it(
    'is replaced: visitors get numbers again within seconds, and none sees an error',
    async () => {
      await stage.startService();
      const load = stage.startLoad();
      await load.answered(answered);
      const killedAt = performance.now();
      await servers[0]!.kill();
      const { nulls } = stage.ledger;
      await load.until(() => stage.ledger.nulls > nulls, 'degraded answer');
      await load.answered(1);
      const awayMs = Math.round(performance.now() - killedAt);
      await load.answered(answered);
      await load.stop();
      const counts = await stage.counts();
      console.log(
        `master killed: no numbers for ${awayMs} ms; ${stage.ledger.figures(counts)}; seed ${seed}`,
      );
      expect(awayMs).toBeLessThan(FAILOVER_MS);
      expect(load.faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
