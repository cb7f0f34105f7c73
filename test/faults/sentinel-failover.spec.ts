import { once } from 'node:events';
import {
  cli,
  cutOff,
  type DockerServer,
  follows,
  seed,
  startNode,
  startSentinels,
  TcpProxy,
} from '@app/testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { BUSY, FaultEnvironment, NAMES } from './harness/environment.js';

/** How much later than the Sentinels a service may follow the new master, in milliseconds. */
const FOLLOW_MS = 300;

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
    // In each scenario it is the master at the end.
    countPorts: [replica.port],
  });
});
afterEach(async () => {
  await environment.teardown();
  await Promise.all([master, replica, ...sentinels].map((server) => server.remove()));
});

/** Resolves with the moment at which the last of the Sentinels has replaced the master. */
async function replaced(by = sentinels): Promise<number> {
  const followers = by.map(({ port }) => new Redis(port));
  await Promise.all(
    followers.map(async (follower) => {
      await follower.subscribe('+switch-master');
      await once(follower, 'message');
    }),
  );
  for (const follower of followers) follower.disconnect();
  return performance.now();
}

describe('a master that is killed under the eyes of three sentinels', () => {
  it(
    'is replaced: visitors get numbers again within seconds, and a running service loses no visit',
    async () => {
      await environment.startService();
      const load = environment.startLoad();
      load.reads = false;
      let [from, to] = [master, replica];
      let sentinelsMs = 0;
      const calmMs = await environment.calmMs();
      for (let kill = 0; kill < kills; kill++) {
        if (kill > 0) {
          await to.restart();
          await follows(to, from);
        }
        await load.answered(answered);
        const replacedAt = replaced();
        const killedAt = performance.now();
        await environment.degrade(() => from.kill());
        sentinelsMs = Math.max(sentinelsMs, (await replacedAt) - killedAt);
        await load.answered(answered);
        [from, to] = [to, from];
      }
      const story = `master killed ${kills} times, replaced within ${Math.round(sentinelsMs)} ms`;
      const { faults } = await environment.verify(story);
      expect(faults).toEqual([]);
      expect(environment.times.longestAwayMs).toBeLessThan(sentinelsMs + FOLLOW_MS + BUSY * calmMs);
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
      const isReplaced = replaced();
      await Promise.all([master.kill(), environment.restartService('SIGKILL', { settings })]);
      // Back earlier, it might stay the master.
      await isReplaced;
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

  it(
    'costs no visit and no number if each batch waits for a replica, though that lags and scripts are forgotten',
    async () => {
      const link = await TcpProxy.listen(master.port);
      link.latencyMs = environment.random.integer(20, 50);
      await cutOff(replica, link.port);
      for (let service = 0; service < 2; service++)
        await environment.startService({ REDIS_WAIT_REPLICAS: '1' });
      const load = environment.startLoad();
      load.reads = false;
      for (let times = 0; times < 5; times++) {
        await load.answered(answered / 20);
        await cli(master, 'SCRIPT', 'FLUSH');
      }
      await sentinels[0]!.freeze();
      const isReplaced = replaced(sentinels.slice(1));
      await environment.degrade(() => master.kill());
      await isReplaced;
      await master.restart();
      await load.answered(answered);
      await sentinels[0]!.thaw();
      const { faults } = await environment.verify(`master killed, its replica ${link.latencyMs} ms behind`);
      expect(faults).toEqual([]);
      await link.close();
    },
    SCENARIO_TIMEOUT_MS,
  );
});
