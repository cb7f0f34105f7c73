import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerServer } from '../support/docker-server.js';
import { startRedis } from '../support/stores.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { Random } from './harness/random.js';
import { Stage } from './harness/stage.js';
import { TcpProxy } from './harness/tcp-proxy.js';

const { kills, answered } = formOf('socketKills');

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

describe('connections to Redis that break at random, within commands and replies too', () => {
  it(
    'lose no visit and count none twice',
    async () => {
      await stage.startService();
      const load = stage.startLoad();
      proxy.cutEvery(1, 200);
      const enough = () => proxy.cuts >= kills && stage.ledger.answered >= answered;
      await load.until(enough, `${kills} cuts and ${answered} numbers`, SCENARIO_TIMEOUT_MS / 2);
      proxy.stopCutting();
      await load.answered(100);
      const { faults } = await stage.settle(`${proxy.cuts} connections cut`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
