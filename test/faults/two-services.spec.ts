import { describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { setProxiedScene } from './harness/scene.js';
import { settle } from './harness/settle.js';

const { socketKills, redisKills, answered } = formOf('twoServices');

const scene = setProxiedScene();

describe('two services on one Redis', () => {
  it(
    'share the numbers out without a gap or a repetition while connections break and Redis is killed',
    async () => {
      const { proxy, redis, stage } = scene;
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
      const { faults } = await settle(
        stage,
        `${proxy.cuts} connections cut, Redis killed ${redisKills} times`,
      );
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
