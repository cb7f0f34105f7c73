import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerServer } from '../support/docker-server.js';
import { startRedis } from '../support/stores.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { SMALL_HEAP, usageOf } from './harness/process-usage.js';
import { Random } from './harness/random.js';
import { Stage } from './harness/stage.js';
import { TcpProxy } from './harness/tcp-proxy.js';

/** How much the service may grow over its size under load without faults, in MiB. */
const GROWTH = 100;

const { visits, rounds } = formOf('slowRedis');

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

/** Sees the load through so many visits, whatever they are answered with. */
async function endure(): Promise<void> {
  const goal = stage.load.answers + visits;
  await stage.load.until(() => stage.load.answers >= goal, `${visits} answers`);
}

describe('Redis that answers late or not at all', () => {
  it(
    'makes no visitor wait for over 2 s, costs no memory, and loses no visit',
    async () => {
      const service = await stage.startService({ NODE_OPTIONS: SMALL_HEAP });
      const load = stage.startLoad();
      await load.answered(visits);
      const { resident } = await usageOf(service.pid);
      for (let round = 0; round < rounds; round++) {
        proxy.latencyMs = 5;
        await load.answered(visits);
        proxy.latencyMs = 50;
        await load.answered(visits);
        proxy.latencyMs = 500;
        await endure();
        proxy.latencyMs = 0;
        await load.answered(100);
        proxy.freeze();
        await endure();
        proxy.thaw();
        await load.answered(100);
      }
      const { peak } = await usageOf(service.pid);
      const { faults } = await stage.settle(
        `Redis slow ${rounds} times; ${resident} MiB, ${peak} MiB at most`,
      );
      expect(faults).toEqual([]);
      expect(peak).toBeLessThan(resident + GROWTH);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
