import { freePort, startNode } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { expectTotal, useCounter, visitUntilCounted } from '../testing/redis.counter.fixture.js';

const fixture = useCounter();
const { cli } = fixture;

/** Starts a replica of the Redis. */
const startReplica = () => startNode('--replicaof', fixture.redis.host, String(fixture.redis.port));

describe('RedisCounter, over a master and its replicas', () => {
  it('answers only what its replicas have, and counts each visit once though they come later', async () => {
    // WAIT takes whole milliseconds alone, of which half of this is none.
    const counter = await fixture.start({ waitReplicas: 1, timeoutMs: 499 });
    expect(await counter.visit('slowpoke')).toBeNull();
    expect(await counter.check()).toMatchObject({ up: false });
    const replica = await startReplica();
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
    const replica = await startReplica();
    const counter = await fixture.start({ waitReplicas: 1 });
    await visitUntilCounted(counter, 'porygon');
    await replica.freeze();
    await cli('SCRIPT', 'FLUSH');
    expect(await counter.visit('porygon')).toBeNull();
    await replica.thaw();
    await visitUntilCounted(counter, 'porygon');
    await replica.remove();
  });

  it('reads for the snapshot only what its replicas have', async () => {
    let counter = await fixture.start();
    const visits = await counter.visit('ditto');
    await counter.onApplicationShutdown();
    counter = await fixture.start({ waitReplicas: 1 });
    await expect(counter.readCounts({ confirmed: true })).rejects.toThrow('redis is unavailable');
    const replica = await startReplica();
    const total = visits! + (await visitUntilCounted(counter, 'ditto'));
    const { counts } = await counter.readCounts({ confirmed: true });
    expect(counts.get('ditto')).toBe(total);
    await replica.remove();
  });

  it('starts though no Sentinel answers, and keeps the visits', async () => {
    const sentinels = [{ host: '127.0.0.1', port: await freePort() }];
    const counter = await fixture.start({ topology: { kind: 'sentinel', sentinels, master: 'mymaster' } });
    expect(await counter.visit('slowpoke')).toBeNull();
  });
});
