import { describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { setProxiedScene } from './harness/scene.js';
import { settle } from './harness/settle.js';

const { kills, answered } = formOf('socketKills');

const scene = setProxiedScene();

describe('connections to Redis that break at random, within commands and replies too', () => {
  it(
    'lose no visit and count none twice',
    async () => {
      const { proxy, stage } = scene;
      await stage.startService();
      const load = stage.startLoad();
      proxy.cutEvery(1, 200);
      const enough = () => proxy.cuts >= kills && stage.ledger.answered >= answered;
      await load.until(enough, `${kills} cuts and ${answered} numbers`, SCENARIO_TIMEOUT_MS / 2);
      proxy.stopCutting();
      await load.answered(100);
      const { faults } = await settle(stage, `${proxy.cuts} connections cut`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
