import { describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { setScene } from './harness/scene.js';
import { settle } from './harness/settle.js';

const { kills, answered } = formOf('serviceKills');

const scene = setScene();

describe('a service that is killed and started again on the same stores', () => {
  it(
    'never answers a number again that it has answered',
    async () => {
      const { stage } = scene;
      await stage.startService();
      const load = stage.startLoad();
      for (let kill = 0; kill < kills; kill++) {
        await load.answered(answered / kills);
        await stage.restartService('SIGKILL');
      }
      await load.answered(100);
      const { faults } = await settle(stage, `the service killed ${kills} times`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
