import { describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { setScene } from './harness/scene.js';
import { settle } from './harness/settle.js';

const { kills, answered } = formOf('redisKills');

const scene = setScene();

describe('Redis that is killed and started again on its files', () => {
  it(
    'loses no visit and counts none twice',
    async () => {
      const { redis, stage } = scene;
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
      const { faults } = await settle(stage, `Redis killed ${kills} times`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
