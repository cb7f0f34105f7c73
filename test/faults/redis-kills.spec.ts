import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerServer } from '../support/docker-server.js';
import { startRedis } from '../support/stores.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { Stage } from './harness/stage.js';

const { kills, answered } = formOf('redisKills');

let redis: DockerServer;
let stage: Stage;

beforeEach(async () => {
  redis = await startRedis();
  stage = await Stage.set({
    redis: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) },
    countPorts: [redis.port],
  });
});
afterEach(async () => {
  await stage.strike();
  await redis.remove();
});

describe('Redis that is killed and started again on its files', () => {
  it(
    'loses no visit and counts none twice',
    async () => {
      await stage.startService();
      const load = stage.startLoad();
      for (let kill = 0; kill < kills; kill++) {
        await load.answered(answered / kills);
        const nulls = stage.ledger.nulls;
        await redis.kill();
        await load.until(() => stage.ledger.nulls > nulls, 'degraded answer');
        await redis.restart();
      }
      await load.answered(100);
      const { faults } = await stage.settle(`Redis killed ${kills} times`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
