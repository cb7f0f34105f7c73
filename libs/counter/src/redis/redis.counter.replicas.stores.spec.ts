import type { RedisSettings } from '@app/config';
import { type DockerServer, freePort, startNode, startRedis } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RedisCounter } from './redis.counter.js';
import { expectTotal, startCounter, visitUntilCounted } from '../testing/redis.counter.fixture.js';

let redis: DockerServer;
let counter: RedisCounter;

beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => counter.onApplicationShutdown());
afterAll(() => redis.remove());

async function start(changes: Partial<RedisSettings> = {}): Promise<void> {
  ({ counter } = await startCounter(redis, 'degrade', changes));
}

async function connections(): Promise<string[]> {
  const clients = await redis.exec('redis-cli', 'CLIENT', 'LIST');
  return [...clients.matchAll(/^id=(\d+) .* name=minipokedex /gm)].map(([, id]) => id!);
}

async function redialed(first: string | undefined): Promise<void> {
  await vi.waitFor(async () => {
    const [another] = await connections();
    expect(another).toBeDefined();
    expect(another).not.toBe(first);
  }, 20_000);
}

describe('RedisCounter, over a master and its replicas', () => {
  it('answers only what its replicas have, and counts each visit once though they come later', async () => {
    // WAIT takes whole milliseconds alone, of which half of this is none.
    await start({ waitReplicas: 1, timeoutMs: 499 });
    expect(await counter.visit('slowpoke')).toBeNull();
    expect(await counter.check()).toMatchObject({ up: false });
    const replica = await startNode('--replicaof', redis.host, String(redis.port));
    await expectTotal(counter, 'slowpoke', 1 + (await visitUntilCounted(counter, 'slowpoke')));
    const number = (await counter.counts()).get('slowpoke');
    expect(
      await replica.exec(
        'redis-cli',
        '-p',
        String(replica.port),
        'HGET',
        'minipokedex:{0}:counts',
        'slowpoke',
      ),
    ).toBe(`${number}\n`);
    await replica.remove();
  });

  it('answers only what its replicas have, also when Redis has forgotten the script', async () => {
    const replica = await startNode('--replicaof', redis.host, String(redis.port));
    await start({ waitReplicas: 1 });
    await visitUntilCounted(counter, 'porygon');
    await replica.freeze();
    await redis.exec('redis-cli', 'SCRIPT', 'FLUSH');
    expect(await counter.visit('porygon')).toBeNull();
    await replica.thaw();
    await visitUntilCounted(counter, 'porygon');
    await replica.remove();
  });

  it('reads for the snapshot only what its replicas have', async () => {
    await start();
    const visits = await counter.visit('ditto');
    await counter.onApplicationShutdown();
    await start({ waitReplicas: 1 });
    await expect(counter.readCounts({ confirmed: true })).rejects.toThrow('redis is unavailable');
    const replica = await startNode('--replicaof', redis.host, String(redis.port));
    const total = visits! + (await visitUntilCounted(counter, 'ditto'));
    const { counts } = await counter.readCounts({ confirmed: true });
    expect(counts.get('ditto')).toBe(total);
    await replica.remove();
  });

  it('starts though no Sentinel answers, and keeps the visits', async () => {
    const sentinels = [{ host: '127.0.0.1', port: await freePort() }];
    await start({ topology: { kind: 'sentinel', sentinels, master: 'mymaster' } });
    expect(await counter.visit('slowpoke')).toBeNull();
  });

  it('dials again when too few replicas confirm, since they may follow another master', async () => {
    await start({ waitReplicas: 1 });
    const [first] = await connections();
    expect(await counter.visit('machop')).toBeNull();
    await redialed(first);
  });

  it.each([
    { what: 'is a replica', begin: ['REPLICAOF', '127.0.0.1', '1'], end: ['REPLICAOF', 'NO', 'ONE'] },
    {
      what: 'lost its replicas',
      begin: ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
      end: ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
    },
  ])(
    'dials again when a master replies that it $what, since there may be another',
    async ({ begin, end }) => {
      await start();
      const [first] = await connections();
      await redis.exec('redis-cli', ...begin);
      expect(await counter.visit('machop')).toBeNull();
      await redialed(first);
      await redis.exec('redis-cli', ...end);
      await visitUntilCounted(counter, 'machop');
    },
  );
});
