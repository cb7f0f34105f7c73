import type { CounterSettings, RedisSettings } from '@app/config';
import { StoreMetrics, StoreUnavailableError } from '@app/observability';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DockerServer } from '../../../test/support/docker-server.js';
import { startNode } from '../../../test/faults/harness/redis-topologies.js';
import { startRedis } from '../../../test/support/stores.js';
import { RedisCounter } from './redis.counter.js';

let redis: DockerServer;
let counter: RedisCounter;
let registry: Registry;

beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => counter.onApplicationShutdown());
afterAll(() => redis.remove());

async function start(
  whenDown: CounterSettings['whenDown'] = 'degrade',
  changes: Partial<RedisSettings> = {},
): Promise<RedisCounter> {
  const endpoint = { host: redis.host, port: redis.port };
  const settings = {
    topology: { kind: 'standalone' as const, endpoint, database: 0 },
    timeoutMs: 250,
    waitReplicas: 0,
    ...changes,
  };
  registry = new Registry();
  counter = new RedisCounter(settings, { whenDown }, new StoreMetrics(registry), registry);
  await counter.onModuleInit();
  counter.raiseFloors(new Map());
  return counter;
}

/** A metric as the scrape sees it, by the value of its one label if it has any. */
async function metric(name: string): Promise<Record<string, number>> {
  const { values } = (await registry.getSingleMetric(name)!.get()) as {
    values: { labels: object; value: number }[];
  };
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels)[0] ?? '', value]));
}

/** Visits until it gets a number; returns how many visits that took. */
async function visitUntilCounted(name: string): Promise<number> {
  let visits = 0;
  const visit = async () => {
    visits += 1;
    if ((await counter.visit(name)) === null) throw new Error('not counted yet');
  };
  await vi.waitFor(visit, { timeout: 10_000 });
  return visits;
}

/** Sees the total reach so much, as it does when all that was kept is delivered, and then not go further. */
async function expectTotal(name: string, total: number): Promise<void> {
  await vi.waitFor(async () => expect((await counter.counts()).get(name)).toBe(total), { timeout: 5000 });
  expect(await counter.visit(name)).toBe(total + 1);
}

describe('RedisCounter', () => {
  it('gives each visit of a name the next number, and reads all counts', async () => {
    await start();
    expect([await counter.visit('mew'), await counter.visit('nidoran♀'), await counter.visit('mew')]).toEqual(
      [1, 1, 2],
    );
    expect(await counter.counts()).toEqual(
      new Map([
        ['mew', 2],
        ['nidoran♀', 1],
      ]),
    );
    expect(await counter.check()).toMatchObject({ up: true });
  });

  it('counts the visits of one turn with one command, and gives each a number of its own', async () => {
    await start();
    const calls = async () =>
      Number(
        /cmdstat_evalsha?:calls=(\d+)/.exec(await redis.exec('redis-cli', 'INFO', 'commandstats'))?.[1] ?? 0,
      );
    await counter.visit('vulpix');
    await redis.exec('redis-cli', 'CONFIG', 'RESETSTAT');
    const numbers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => counter.visit(index % 2 ? 'ekans' : 'arbok')),
    );
    expect(await calls()).toBe(1);
    expect(numbers.toSorted((a, b) => a! - b!)).toEqual(
      Array.from({ length: 100 }, (_, index) => Math.floor(index / 2) + 1),
    );
  });

  it('keeps visits while Redis is down, answers them at once, and counts each when it is back', async () => {
    await start();
    expect(await counter.visit('abra')).toBe(1);
    await redis.kill();
    expect(await counter.visit('abra')).toBeNull();
    const startedAt = performance.now();
    for (let visits = 0; visits < 100; visits++) expect(await counter.visit('abra')).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(250);
    expect(await counter.check()).toMatchObject({ up: false });
    await redis.restart();
    await expectTotal('abra', 1 + 1 + 100 + (await visitUntilCounted('abra')));
  });

  it('tells how many visits of each name it counted, and for how long and how many got no number', async () => {
    await start();
    expect(await metric('counter_degraded')).toEqual({ '': 0 });
    await Promise.all(['mew', 'eevee', 'mew'].map((name) => counter.visit(name)));
    expect(await metric('counter_visits_total')).toEqual({ mew: 2, eevee: 1 });

    const { '': before } = await metric('counter_degraded_seconds_total');
    await redis.kill();
    expect(await Promise.all([counter.visit('mew'), counter.visit('mew')])).toEqual([null, null]);
    const since = performance.now();
    expect(await counter.visit('eevee')).toBeNull();
    expect(await metric('counter_degraded')).toEqual({ '': 1 });
    expect(await metric('counter_unnumbered_visits_total')).toEqual({ '': 3 });
    await redis.restart();
    await vi.waitFor(async () => expect(await metric('counter_degraded')).toEqual({ '': 0 }), 10_000);
    const { '': after } = await metric('counter_degraded_seconds_total');
    expect(after! - before!).toBeCloseTo((performance.now() - since) / 1000, 0);
    const visits = () => metric('counter_visits_total');
    await vi.waitFor(async () => expect(await visits()).toEqual({ mew: 4, eevee: 2 }), 5000);
    expect(await metric('counter_degraded_seconds_total')).toEqual({ '': after });
  });

  it('refuses visits while Redis is down under reject, and does not count them', async () => {
    await start('reject');
    expect(await counter.visit('gengar')).toBe(1);
    await redis.kill();
    // On its way when the connection broke, so that it may have been counted: it can't be refused any more.
    expect(await counter.visit('gengar')).toBeNull();
    for (let visits = 0; visits < 10; visits++)
      await expect(counter.visit('gengar')).rejects.toThrow(StoreUnavailableError);
    await redis.restart();
    await vi.waitFor(() => counter.visit('gengar'), { timeout: 10_000 });
    await expectTotal('gengar', 3);
  });

  it('waits one deadline when Redis is frozen, and counts each visit once it has thawed', async () => {
    await start();
    expect(await counter.visit('onix')).toBe(1);
    await redis.freeze();
    try {
      const startedAt = performance.now();
      expect(await Promise.all(Array.from({ length: 50 }, () => counter.visit('onix')))).toEqual(
        Array.from({ length: 50 }, () => null),
      );
      expect(performance.now() - startedAt).toBeLessThan(1000);
    } finally {
      await redis.thaw();
    }
    await expectTotal('onix', 1 + 50 + (await visitUntilCounted('onix')));
  });

  it('counts each visit once though its connection breaks again and again', async () => {
    await start();
    const done = new AbortController();
    const breaker = (async () => {
      while (!done.signal.aborted)
        await redis.exec('redis-cli', 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    })();
    const numbers: number[] = [];
    let later = 0;
    for (let round = 0; round < 300; round++) {
      for (const number of await Promise.all(Array.from({ length: 20 }, () => counter.visit('pidgey')))) {
        if (number === null) later += 1;
        else numbers.push(number);
      }
    }
    done.abort();
    await breaker;
    expect(new Set(numbers).size).toBe(numbers.length);
    await expectTotal('pidgey', numbers.length + later + (await visitUntilCounted('pidgey')));
    expect(later).toBeLessThan(6000);
  });

  it('goes on where it was when Redis is emptied, and loads its script again', async () => {
    await start();
    counter.raiseFloors(new Map([['ditto', 41]]));
    expect(await counter.visit('ditto')).toBe(42);
    await redis.exec('redis-cli', 'FLUSHALL');
    await redis.exec('redis-cli', 'SCRIPT', 'FLUSH');
    expect(await counter.visit('ditto')).toBe(43);
    expect((await counter.counts()).get('ditto')).toBe(43);
  });

  it('answers a repetition with the numbers of the first time, however large', async () => {
    await start();
    counter.raiseFloors(new Map([['muk', 10 ** 15]]));
    await counter.visit('muk');
    const keys = (await redis.exec('redis-cli', 'KEYS', 'minipokedex:{0}:lane:*')).trim().split('\n');
    const records = await Promise.all(keys.map((key) => redis.exec('redis-cli', 'GET', key)));
    expect(records.map((record) => record.trim())).toContainEqual(
      expect.stringMatching(/^\d+:1000000000000001$/),
    );
  });

  it('delivers what it kept when it is shut down', async () => {
    await start();
    await redis.freeze();
    const visits = Promise.all([counter.visit('jynx'), counter.visit('jynx')]);
    await redis.thaw();
    await counter.onApplicationShutdown();
    await visits;
    await start();
    expect(await counter.visit('jynx')).toBe(3);
  });

  it.each(['kill', 'freeze'] as const)(
    'starts without Redis (%s), and counts when there is one',
    async (outage) => {
      const name = `zubat-${outage}`;
      await redis[outage]();
      await start();
      expect(await counter.visit(name)).toBeNull();
      await (outage === 'kill' ? redis.restart() : redis.thaw());
      await expectTotal(name, 1 + (await visitUntilCounted(name)));
    },
  );

  it('answers only what its replicas have, and counts each visit once though they come later', async () => {
    await start('degrade', { waitReplicas: 1 });
    expect(await counter.visit('slowpoke')).toBeNull();
    const replica = await startNode('--replicaof', redis.host, String(redis.port));
    await expectTotal('slowpoke', 1 + (await visitUntilCounted('slowpoke')));
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

  it.each([
    { what: 'is a replica', begin: ['REPLICAOF', '127.0.0.1', '1'], end: ['REPLICAOF', 'NO', 'ONE'] },
    {
      what: 'lost its replicas',
      begin: ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
      end: ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
    },
  ])('dials again when a master says that it $what, since there may be another', async ({ begin, end }) => {
    await start();
    const connections = async () => {
      const clients = await redis.exec('redis-cli', 'CLIENT', 'LIST');
      return [...clients.matchAll(/^id=(\d+) .* name=minipokedex /gm)].map(([, id]) => id);
    };
    const [first] = await connections();
    await redis.exec('redis-cli', ...begin);
    expect(await counter.visit('machop')).toBeNull();
    await vi.waitFor(async () => {
      const [another] = await connections();
      expect(another).toBeDefined();
      expect(another).not.toBe(first);
    });
    await redis.exec('redis-cli', ...end);
    await visitUntilCounted('machop');
  });

  it('counts nothing before it is told where to go on from', async () => {
    registry = new Registry();
    const endpoint = { host: redis.host, port: redis.port };
    counter = new RedisCounter(
      { topology: { kind: 'standalone', endpoint, database: 0 }, timeoutMs: 250, waitReplicas: 0 },
      { whenDown: 'degrade' },
      new StoreMetrics(registry),
      registry,
    );
    await counter.onModuleInit();
    expect(await metric('counter_degraded')).toEqual({ '': 1 });
    expect(await counter.visit('mr-mime')).toBeNull();
    counter.raiseFloors(new Map([['mr-mime', 10]]));
    expect(await metric('counter_degraded')).toEqual({ '': 0 });
    expect(await counter.visit('mr-mime')).toBe(12);
  });
});
