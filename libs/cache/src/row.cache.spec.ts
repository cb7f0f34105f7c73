import { StoreUnavailableError } from '@app/stores';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CacheMetrics } from './cache.metrics.js';
import { RowCache, type RowSource } from './row.cache.js';
import { failing, feature, rowsOf, type TestRow } from './testing/cache.fixture.js';

const mew = { name: 'mew', type: 'fuego' };
const down = failing(new StoreUnavailableError('mysql', 'it is known to be down'));
const faulty = failing(new TypeError('a fault'));

describe('RowCache in one process', () => {
  let cache: RowCache<TestRow>;
  let metrics: CacheMetrics;
  let source: RowSource<TestRow>;

  /** How often the source was read, by its methods. */
  const reads = () =>
    [vi.mocked(source.list), vi.mocked(source.findByName)].map(({ mock }) => mock.calls.length);

  function store(...names: string[]): void {
    source = rowsOf(...names);
    vi.spyOn(source, 'list');
    vi.spyOn(source, 'findByName');
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    // lru-cache holds on to the real `performance`, which fake timers would replace.
    vi.spyOn(performance, 'now').mockImplementation(() => Date.now());
    const settings = { ttlS: 100, sharedTtlS: 300, unknownTtlS: 5, maxRows: 3 };
    metrics = new CacheMetrics(new Registry());
    cache = new RowCache(feature, settings, metrics);
    store('mew');
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('answers a row it knows at once, without a promise and without reading it again', async () => {
    expect(cache.known('mew')).toBeUndefined();
    await cache.find('mew', source);
    expect(cache.find('mew', source)).toEqual(mew);
    expect(['mew', 'abra'].map((name) => cache.known(name))).toEqual([mew, null]);
    expect(reads()).toEqual([1, 0]);
    expect(metrics.process).toMatchObject({ hit: 2, unknown: 1, miss: 1 });
  });

  it('reads a row again after its time, by its name alone', async () => {
    await cache.find('mew', source);
    vi.advanceTimersByTime(111_000);
    await cache.find('mew', source);
    expect(reads()).toEqual([1, 1]);
  });

  it('reads once for a hundred calls at the same time, and answers all', async () => {
    const rows = await Promise.all(Array.from({ length: 100 }, () => cache.find('mew', source)));
    expect(reads()).toEqual([1, 0]);
    expect(rows).toEqual(Array.from({ length: 100 }, () => mew));
  });

  it('reads different names independently', async () => {
    store('abra', 'mew');
    await cache.find('mew', source);
    vi.advanceTimersByTime(111_000);
    vi.mocked(source.findByName).mockReturnValueOnce(new Promise(() => {}));
    expect(cache.find('abra', source)).toBeInstanceOf(Promise);
    expect(await cache.find('mew', source)).toEqual(mew);
  });

  it('reads once for any number of unknown names, which then cost nothing, and finds one soon after it appeared', async () => {
    const unknown = Array.from({ length: 1000 }, (_, number) => `no-${number}`);
    const rows = await Promise.all(unknown.map((name) => cache.find(name, source)));
    expect(new Set(rows)).toEqual(new Set([null]));
    for (const name of ['never-tried', ...unknown]) expect(cache.find(name, source)).toBeNull();
    expect(reads()).toEqual([1, 0]);
    store('mew', 'no-1');
    expect(cache.find('no-1', source)).toBeNull();
    vi.advanceTimersByTime(5_002);
    expect(await cache.find('no-1', source)).toMatchObject({ name: 'no-1' });
  });

  it('looks up each name of a table that is too large to be listed, which it reads once', async () => {
    store(...Array.from({ length: 10_001 }, (_, number) => `row-${number}`));
    expect(await cache.find('row-1', source)).toMatchObject({ name: 'row-1' });
    for (const name of ['no-1', 'no-2']) expect(await cache.find(name, source)).toBeNull();
    expect(reads()).toEqual([1, 3]);
    expect(source.list).toHaveBeenCalledWith({ limit: 10_001 });
  });

  it('uses a row past its time while the stores are down, for as long as that takes, and waits for nothing', async () => {
    await cache.find('mew', source);
    for (let hour = 0; hour < 24; hour += 1) {
      vi.advanceTimersByTime(3_600_000);
      expect(await cache.find('mew', down)).toEqual(mew);
    }
    vi.mocked(source.findByName).mockResolvedValue({ ...mew, type: 'nuevo' });
    expect(await cache.find('mew', source)).toEqual({ ...mew, type: 'nuevo' });
    expect(metrics.process).toMatchObject({ stale: 24, miss: 2, error: 0 });
  });

  it('can still use a row when another look-up has failed in between', async () => {
    await cache.find('mew', source);
    vi.advanceTimersByTime(111_000);
    await expect(cache.find('mew', faulty)).rejects.toThrow('a fault');
    expect(await cache.find('mew', down)).toEqual(mew);
  });

  it('does not bring back a row that has gone', async () => {
    await cache.find('mew', source);
    vi.advanceTimersByTime(111_000);
    expect(await cache.find('mew', rowsOf())).toBeNull();
    await expect(cache.find('mew', down)).rejects.toThrow(StoreUnavailableError);
  });

  it.each([
    ['the stores are down, if it never had the row', down, StoreUnavailableError],
    ['of any other error', faulty, TypeError],
  ])('reports to all who wait that %s, and remembers nothing of it', async (_, broken, error) => {
    const list = vi.spyOn(broken, 'list');
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => cache.find('mew', broken)));
    for (const result of results) expect(result).toMatchObject({ reason: expect.any(error) });
    expect(list).toHaveBeenCalledTimes(1);
    expect(await cache.find('mew', source)).toEqual(mew);
    expect(metrics.process).toMatchObject({ error: 10, miss: 1 });
  });

  it('evicts no row while unknown names are looked up', async () => {
    const names = ['a', 'b', 'c'];
    for (const name of names) await cache.find(name, rowsOf(...names));
    vi.advanceTimersByTime(5_002);
    for (let number = 0; number < 100; number += 1) await cache.find(`no-${number}`, rowsOf(...names));
    for (const name of names) expect(cache.find(name, source)).toMatchObject({ name });
  });
});
