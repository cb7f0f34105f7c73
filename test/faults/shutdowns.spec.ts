import { describe, expect, it } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { setScene } from './harness/scene.js';
import { settle } from './harness/settle.js';

const { shutdowns, answered } = formOf('shutdowns');

const scene = setScene();

/** No visit is to be answered with null, nor is a busy disk to be the reason. */
const PATIENT = { REDIS_TIMEOUT_MS: '500' };

describe('a service that is ended under load', () => {
  it(
    'answers every request of its keep-alive clients, and loses no visit',
    async () => {
      const { stage } = scene;
      await stage.startService(PATIENT);
      const load = stage.startLoad();
      for (let shutdown = 0; shutdown < shutdowns; shutdown++) {
        await load.answered(answered);
        await stage.restartService('SIGTERM', { settings: PATIENT });
      }
      await load.answered(100);
      const { nulls, refused, unknown } = stage.ledger;
      expect({ nulls, refused, unknown }).toEqual({ nulls: 0, refused: 0, unknown: 0 });
      const { faults } = await settle(stage, `${shutdowns} shutdowns`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
