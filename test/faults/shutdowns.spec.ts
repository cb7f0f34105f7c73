import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerServer } from '../support/docker-server.js';
import { startRedis } from '../support/stores.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { Stage } from './harness/stage.js';

const { shutdowns, answered } = formOf('shutdowns');

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

describe('a service that is ended under load', () => {
  it(
    'answers every request of its keep-alive clients, and loses no visit',
    async () => {
      let service = await stage.startService();
      const load = stage.startLoad();
      for (let shutdown = 0; shutdown < shutdowns; shutdown++) {
        await load.answered(answered);
        await stage.endService(service);
        service = await stage.startService();
        load.ports = [service.port];
      }
      await load.answered(100);
      const { nulls, refused, unknown } = stage.ledger;
      expect({ nulls, refused, unknown }).toEqual({ nulls: 0, refused: 0, unknown: 0 });
      const { faults } = await stage.settle(`${shutdowns} shutdowns`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
