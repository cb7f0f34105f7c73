import { cutOff, type DockerServer, follows, seed, startNode, startSentinels } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { FaultEnvironment, NAMES } from './harness/environment.js';

/** Longest time without numbers when the master is killed: the sentinels take a second to notice, and must agree. */
const FAILOVER_MS = 10_000;

const { kills, answered } = formOf('failover');

let master: DockerServer;
let replica: DockerServer;
let sentinels: DockerServer[] = [];
let environment: FaultEnvironment;

beforeEach(async () => {
  master = await startNode();
  replica = await startNode('--replicaof', '127.0.0.1', String(master.port));
  await follows(replica, master);
  sentinels = await startSentinels(master.port);
  environment = await FaultEnvironment.create({
    redis: { REDIS_SENTINELS: sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',') },
    // In both scenarios it is the master at the end.
    countPorts: [replica.port],
  });
});
afterEach(async () => {
  await environment.teardown();
  await Promise.all([master, replica, ...sentinels].map((server) => server.remove()));
});

describe('a master that is killed under the eyes of three sentinels', () => {
  it(
    'is replaced: visitors get numbers again within seconds, and a running service loses no visit',
    async () => {
      await environment.startService();
      const load = environment.startLoad();
      load.reads = false;
      let [from, to] = [master, replica];
      let awayMs = 0;
      for (let kill = 0; kill < kills; kill++) {
        if (kill > 0) {
          await to.restart();
          await follows(to, from);
        }
        await load.answered(answered);
        const killedAt = performance.now();
        await environment.degrade(() => from.kill());
        await load.answered(1);
        awayMs = Math.max(awayMs, performance.now() - killedAt);
        await load.answered(answered);
        [from, to] = [to, from];
      }
      const story = `master killed ${kills} times, no numbers for ${Math.round(awayMs)} ms at most`;
      const { faults } = await environment.verify(story);
      expect(faults).toEqual([]);
      expect(awayMs).toBeLessThan(FAILOVER_MS);
    },
    SCENARIO_TIMEOUT_MS,
  );

  it(
    'takes along no number that was answered, the service killed with it too, if each batch waits for a replica',
    async () => {
      const settings = { REDIS_WAIT_REPLICAS: '1' };
      await environment.startService(settings);
      const load = environment.startLoad();
      await load.answered(answered);
      const { ledger } = environment;
      const degraded = (more: number) => {
        const goal = ledger.nulls + more;
        return load.until(() => ledger.nulls >= goal, `${more} degraded answers`);
      };
      await cutOff(replica);
      // Batches that the replica has are answered still.
      await degraded(200);
      const numbers = ledger.answered;
      await degraded(500);
      expect(ledger.answered).toBe(numbers);
      await Promise.all([master.kill(), environment.restartService('SIGKILL', { settings })]);
      await master.restart();
      await load.answered(answered);
      await load.stop();
      const counts = await environment.counts();
      console.log(`master and service killed: ${ledger.figures(counts)}; seed ${seed}`);
      expect(load.faults).toEqual([]);
      for (const name of NAMES) {
        expect(ledger.repeated(name)).toEqual([]);
        expect(counts.get(name)).toBeGreaterThanOrEqual(ledger.highest(name));
      }
    },
    SCENARIO_TIMEOUT_MS,
  );
});
