import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { useCounter } from '../testing/redis.counter.fixture.js';

const fixture = useCounter();
const { cli, metric } = fixture;

describe('RedisCounter', () => {
  it('gives each visit of a name the next number, and reads all counts', async () => {
    const counter = await fixture.start();
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
    const counter = await fixture.start();
    const calls = async () =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(await cli('INFO', 'commandstats'))?.[1] ?? 0);
    await counter.visit('vulpix');
    await cli('CONFIG', 'RESETSTAT');
    const numbers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => counter.visit(index % 2 ? 'ekans' : 'arbok')),
    );
    expect(await calls()).toBe(1);
    expect(numbers.toSorted((a, b) => a! - b!)).toEqual(
      Array.from({ length: 100 }, (_, index) => Math.floor(index / 2) + 1),
    );
  });

  it('goes on where it was when Redis is emptied, and loads its script again', async () => {
    const counter = await fixture.start();
    counter.raiseFloors(new Map([['ditto', 41]]));
    expect(await counter.visit('ditto')).toBe(42);
    await cli('FLUSHALL');
    await cli('SCRIPT', 'FLUSH');
    expect(await counter.visit('ditto')).toBe(43);
    expect((await counter.counts()).get('ditto')).toBe(43);
  });

  it('answers a repetition with the numbers of the first time, however large', async () => {
    const counter = await fixture.start();
    counter.raiseFloors(new Map([['muk', 10 ** 15]]));
    await counter.visit('muk');
    const keys = (await cli('KEYS', 'minipokedex:{0}:lane:*')).trim().split('\n');
    const records = await Promise.all(keys.map((key) => cli('GET', key)));
    expect(records.map((record) => record.trim())).toContainEqual(
      expect.stringMatching(/^\d+:1000000000000001$/),
    );
  });

  it('gives a number that arrived while the event loop was blocked past the deadline', async () => {
    const counter = await fixture.start();
    const number = counter.visit('snorlax');
    await turn();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1.2 * 500);
    expect(await number).toBe(1);
    expect(await metric('counter_degraded')).toEqual({ '': 0 });
  });
});
