import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessTier } from './process.tier.js';

const row = (name: string) => ({ name, type: 'fuego' });

describe('ProcessTier', () => {
  let tier: ProcessTier<ReturnType<typeof row>>;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    // lru-cache holds on to the real `performance`, which fake timers would replace.
    vi.spyOn(performance, 'now').mockImplementation(() => Date.now());
    tier = new ProcessTier({ ttlS: 100, sharedTtlS: 300, unknownTtlS: 5, maxRows: 3, maxUnknown: 4 });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('knows a row for its time', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    tier.set('mew', row('mew'));
    vi.advanceTimersByTime(100_000);
    expect(tier.find('mew')).toEqual(row('mew'));
    vi.advanceTimersByTime(2);
    expect(tier.find('mew')).toBeUndefined();
  });

  it.each([
    ['shortest', 0, 90_000],
    ['longest', 1, 110_000],
  ])('varies the time by a tenth: the %s', (_, random, milliseconds) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    tier.set('mew', row('mew'));
    vi.advanceTimersByTime(milliseconds - 2);
    expect(tier.find('mew')).toBeDefined();
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

  it('holds no more rows than it may, and gives up the one unused for longest', () => {
    for (const name of ['a', 'b', 'c']) tier.set(name, row(name));
    tier.find('a');
    tier.set('d', row('d'));
    expect(tier.sizes.row).toBe(3);
    expect(tier.find('a')).toBeDefined();
    expect(tier.stale('b')).toBeUndefined();
  });

  it('counts as a use that a row past its time was needed', () => {
    for (const name of ['a', 'b', 'c']) tier.set(name, row(name));
    vi.advanceTimersByTime(1_000_000);
    tier.stale('a');
    tier.set('d', row('d'));
    expect(tier.stale('a')).toBeDefined();
    expect(tier.stale('b')).toBeUndefined();
  });

  it('remembers an unknown name for its time', () => {
    tier.set('missingno', null);
    vi.advanceTimersByTime(5_000);
    expect(tier.find('missingno')).toBeNull();
    vi.advanceTimersByTime(2);
    expect(tier.find('missingno')).toBeUndefined();
  });

  it('evicts no row for unknown names, and holds no more of them than it may', () => {
    for (const name of ['a', 'b', 'c']) tier.set(name, row(name));
    for (let number = 0; number < 1000; number += 1) tier.set(`unknown-${number}`, null);
    expect(tier.sizes).toEqual({ row: 3, unknown: 4 });
    for (const name of ['a', 'b', 'c']) expect(tier.find(name)).toEqual(row(name));
  });

  it('forgets a row that has gone, even past its time', () => {
    tier.set('mew', row('mew'));
    tier.set('mew', null);
    expect(tier.find('mew')).toBeNull();
    expect(tier.stale('mew')).toBeUndefined();
  });
});
