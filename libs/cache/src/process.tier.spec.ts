import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessTier } from './process.tier.js';

const row = (name: string) => ({ name, type: 'fuego' });

describe('ProcessTier', () => {
  let tier: ProcessTier<ReturnType<typeof row>>;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    // lru-cache holds on to the real `performance`, which fake timers would replace.
    vi.spyOn(performance, 'now').mockImplementation(() => Date.now());
    tier = new ProcessTier({ ttlS: 100, sharedTtlS: 300, unknownTtlS: 5, maxRows: 3 });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it.each([
    ['its time', 0.5, 100_000],
    ['at the least nine tenths of it', 0, 90_000],
    ['at most a tenth longer', 1, 110_000],
  ])('knows a row for %s', (_, random, milliseconds) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    tier.set('mew', row('mew'));
    vi.advanceTimersByTime(milliseconds - 2);
    expect(tier.find('mew')).toEqual(row('mew'));
    vi.advanceTimersByTime(4);
    expect(tier.find('mew')).toBeUndefined();
  });

  it('keeps a row past its time until it is replaced', () => {
    tier.set('mew', row('mew'));
    vi.advanceTimersByTime(1_000_000);
    expect(tier.find('mew')).toBeUndefined();
    expect(tier.stale('mew')).toEqual(row('mew'));
    expect(tier.find('mew')).toBeUndefined();
    tier.set('mew', { name: 'mew', type: 'psíquico' });
    expect(tier.find('mew')).toEqual({ name: 'mew', type: 'psíquico' });
  });

  it.each([
    ['read', 0, () => tier.find('a')],
    ['needed past its time', 1_000_000, () => tier.stale('a')],
  ])('holds no more rows than it may, and evicts none that was just %s', (_, age, use) => {
    for (const name of ['a', 'b', 'c']) tier.set(name, row(name));
    vi.advanceTimersByTime(age);
    use();
    tier.set('d', row('d'));
    expect(tier.size).toBe(3);
    expect(tier.stale('a')).toBeDefined();
    expect(tier.stale('b')).toBeUndefined();
  });

  it('knows for their time that names are unknown which were not listed, and a row in spite of that', () => {
    tier.set('mew', row('mew'));
    tier.list(['abra']);
    vi.advanceTimersByTime(4_999);
    expect(['mew', 'abra', 'missingno'].map((name) => tier.find(name))).toEqual([
      row('mew'),
      undefined,
      null,
    ]);
    vi.advanceTimersByTime(2);
    expect(tier.find('missingno')).toBeUndefined();
    expect(['abra', 'missingno'].map((name) => tier.wasListed(name))).toEqual([true, false]);
  });

  it('forgets a row that has gone, even past its time, and that it was listed', () => {
    tier.set('mew', row('mew'));
    tier.list(['mew']);
    tier.set('mew', null);
    expect(tier.find('mew')).toBeNull();
    expect(tier.stale('mew')).toBeUndefined();
  });
});
