import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerServer } from '../support/docker-server.js';
import { startRedis } from '../support/stores.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { Stage } from './harness/stage.js';

const { kills, answered } = formOf('serviceKills');

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

describe('a service that is killed and started again on the same stores', () => {
  it(
    'never answers a number again that it has answered',
    async () => {
      let service = await stage.startService();
      const load = stage.startLoad();
      for (let kill = 0; kill < kills; kill++) {
        await load.answered(answered / kills);
        await stage.killService(service);
        service = await stage.startService();
        load.ports = [service.port];
      }
      await load.answered(100);
      const { faults } = await stage.settle(`the service killed ${kills} times`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
