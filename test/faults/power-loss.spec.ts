import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DockerServer, storeImages, temporaryFolder } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FaultEnvironment, NAMES } from './harness/environment.js';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';

const { kills, answered } = formOf('redisKills');
/** Power failures after which a Redis that syncs too rarely must have lost a number; one that hits right after a sync loses none. */
const MOST_FAILURES = 20;

let shim: string;
let redis: DockerServer;
let environment: FaultEnvironment;

beforeAll(() => {
  shim = join(temporaryFolder(afterAll), 'power-loss.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', shim, 'test/faults/power/power.loss.c']);
});

async function start(appendfsync: string): Promise<void> {
  redis = await DockerServer.start({
    image: storeImages.redis,
    port: 6379,
    environment: { LD_PRELOAD: '/power-loss.so', LOSES: '.incr.aof' },
    options: [`--volume=${shim}:/power-loss.so:ro`],
    arguments: ['redis-server', '--appendonly', 'yes', '--appendfsync', appendfsync],
    probe: ['redis-cli', 'ping'],
  });
  environment = await FaultEnvironment.create({
    redis: { REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) },
    countPorts: [redis.port],
  });
  await environment.startService();
  environment.startLoad();
}

/** The power fails for service and Redis. Tells of which names a number was lost that had been answered. */
async function failPower(): Promise<string[]> {
  let counts = new Map<string, number>();
  await environment.restartService('SIGKILL', {
    meanwhile: async () => {
      await redis.kill();
      await redis.restart();
      counts = await environment.counts();
    },
  });
  return NAMES.filter((name) => (counts.get(name) ?? 0) < environment.ledger.highest(name));
}

afterEach(async () => {
  await environment.teardown();
  await redis.remove();
});

describe(
  'a power failure, which takes what Redis wrote but did not sync,',
  { timeout: SCENARIO_TIMEOUT_MS },
  () => {
    it('takes no number under appendfsync always, and none comes twice', async () => {
      await start('always');
      for (let failure = 0; failure < kills; failure++) {
        await environment.load.answered(answered / kills);
        expect(await failPower()).toEqual([]);
      }
      await environment.load.answered(100);
      expect((await environment.verify(`the power failed ${kills} times`)).faults).toEqual([]);
    });

    it('takes numbers under everysec', async () => {
      await start('everysec');
      let lost: string[] = [];
      for (let failure = 0; failure < MOST_FAILURES && lost.length === 0; failure++) {
        await environment.load.answered(answered / kills);
        lost = await failPower();
      }
      expect(lost).not.toEqual([]);
    });
  },
);
