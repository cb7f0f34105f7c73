import { describe, expect, it } from 'vitest';
import { useEnvironment, useProxiedEnvironment } from './harness/environment.fixture.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';

/** No visit may be answered with null here, and a busy disk is no reason for it. */
const PATIENT = { REDIS_TIMEOUT_MS: '500' };

describe('under load', { timeout: SCENARIO_TIMEOUT_MS }, () => {
  const fixture = useEnvironment();

  it('Redis that is killed and started again on its files loses no visit and counts none twice', async () => {
    const { kills, answered } = formOf('redisKills');
    const { redis, environment } = fixture;
    await environment.startService();
    const load = environment.startLoad();
    for (let kill = 0; kill < kills; kill++) {
      await load.answered(answered / kills);
      await environment.degrade(() => redis.kill());
      await redis.restart();
    }
    await load.answered(100);
    expect((await environment.verify(`Redis killed ${kills} times`)).faults).toEqual([]);
  });

  it('a service that is killed and started again on the same stores repeats no number', async () => {
    const { kills, answered } = formOf('serviceKills');
    const { environment } = fixture;
    await environment.startService();
    const load = environment.startLoad();
    for (let kill = 0; kill < kills; kill++) {
      await load.answered(answered / kills);
      await environment.restartService('SIGKILL');
    }
    await load.answered(100);
    expect((await environment.verify(`the service killed ${kills} times`)).faults).toEqual([]);
  });

  it('a shutdown answers every request of keep-alive clients, and loses no visit', async () => {
    const { shutdowns, answered } = formOf('shutdowns');
    const { environment } = fixture;
    await environment.startService(PATIENT);
    const load = environment.startLoad();
    for (let shutdown = 0; shutdown < shutdowns; shutdown++) {
      await load.answered(answered);
      await environment.restartService('SIGTERM', { settings: PATIENT });
    }
    await load.answered(100);
    const { nulls, refused, unknown } = environment.ledger;
    expect({ nulls, refused, unknown }).toEqual({ nulls: 0, refused: 0, unknown: 0 });
    expect((await environment.verify(`${shutdowns} shutdowns`)).faults).toEqual([]);
  });
});

describe(
  'connections to Redis that break within commands and replies',
  { timeout: SCENARIO_TIMEOUT_MS },
  () => {
    const fixture = useProxiedEnvironment();

    it('lose no visit and count none twice', async () => {
      const { kills, answered } = formOf('socketKills');
      const { proxy, environment } = fixture;
      await environment.startService();
      const load = environment.startLoad();
      proxy.cutEvery(1, 200);
      const enough = () => proxy.cuts >= kills && environment.ledger.answered >= answered;
      await load.until(enough, `${kills} cuts and ${answered} numbers`, SCENARIO_TIMEOUT_MS / 2);
      proxy.stopCutting();
      await load.answered(100);
      expect((await environment.verify(`${proxy.cuts} connections cut`)).faults).toEqual([]);
    });

    it('let two services share the numbers without a gap or a repetition, Redis killed meanwhile', async () => {
      const { socketKills, redisKills, answered } = formOf('twoServices');
      const { proxy, redis, environment } = fixture;
      await environment.startService();
      await environment.startService();
      const load = environment.startLoad();
      proxy.cutEvery(1, 200);
      for (let kill = 0; kill < redisKills; kill++) {
        await load.answered(answered / (redisKills + 1), SCENARIO_TIMEOUT_MS);
        await environment.degrade(() => redis.kill());
        await redis.restart();
      }
      const enough = () => proxy.cuts >= socketKills && environment.ledger.answered >= answered;
      await load.until(enough, `${socketKills} cuts and ${answered} numbers`, SCENARIO_TIMEOUT_MS / 2);
      proxy.stopCutting();
      await load.answered(100);
      const story = `${proxy.cuts} connections cut, Redis killed ${redisKills} times`;
      expect((await environment.verify(story)).faults).toEqual([]);
    });
  },
);
