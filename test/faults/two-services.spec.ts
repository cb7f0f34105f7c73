import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerServer } from '../support/docker-server.js';
import { startRedis } from '../support/stores.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { Random } from './harness/random.js';
import { Stage } from './harness/stage.js';
import { TcpProxy } from './harness/tcp-proxy.js';

const { socketKills, redisKills, answered } = formOf('twoServices');

let redis: DockerServer;
let proxy: TcpProxy;
let stage: Stage;

beforeEach(async () => {
  redis = await startRedis();
  proxy = await TcpProxy.listen(redis.port, new Random());
  stage = await Stage.set({
    redis: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(proxy.port) },
    countPorts: [redis.port],
  });
});
afterEach(async () => {
  await stage.strike();
  await proxy.close();
  await redis.remove();
});

describe('two services on one Redis', () => {
  it(
    'share the numbers out without a gap or a repetition while connections break and Redis is killed',
    async () => {
      await stage.startService();
      await stage.startService();
      const load = stage.startLoad();
      proxy.cutEvery(1, 200);
      for (let kill = 0; kill < redisKills; kill++) {
        await load.answered(answered / (redisKills + 1), SCENARIO_TIMEOUT_MS);
        const { nulls } = stage.ledger;
        await redis.kill();
        await load.until(() => stage.ledger.nulls > nulls, 'degraded answer');
        await redis.restart();
      }
      const enough = () => proxy.cuts >= socketKills && stage.ledger.answered >= answered;
      await load.until(enough, `${socketKills} cuts and ${answered} numbers`, SCENARIO_TIMEOUT_MS / 2);
      proxy.stopCutting();
      await load.answered(100);
      const { faults } = await stage.settle(
        `${proxy.cuts} connections cut, Redis killed ${redisKills} times`,
      );
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
