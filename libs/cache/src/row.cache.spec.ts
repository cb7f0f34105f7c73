import { StoreUnavailableError } from '@app/stores';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CacheMetrics } from './cache.metrics.js';
import { RowCache } from './row.cache.js';
import { feature, type TestRow } from './testing/open-cache.js';

const mew = { name: 'mew', type: 'psíquico' };
const down = () => Promise.reject(new StoreUnavailableError('mysql', 'it is known to be down'));

describe('RowCache in one process', () => {
  let cache: RowCache<TestRow>;
  let metrics: CacheMetrics;
  const load = vi.fn<(name: string) => Promise<typeof mew | null>>();

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    // lru-cache holds on to the real `performance`, which fake timers would replace.
    vi.spyOn(performance, 'now').mockImplementation(() => Date.now());
    load.mockReset().mockResolvedValue(mew);
    const settings = { ttlS: 100, sharedTtlS: 300, unknownTtlS: 5, maxRows: 3, maxUnknown: 4 };
    metrics = new CacheMetrics(new Registry());
    cache = new RowCache(feature, settings, metrics);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('answers a row it knows at once, without a promise and without loading it again', async () => {
    await cache.find('mew', load);
    expect(cache.find('mew', load)).toBe(mew);
    expect(load).toHaveBeenCalledExactlyOnceWith('mew');
  });

  it('loads again after its time', async () => {
    await cache.find('mew', load);
    vi.advanceTimersByTime(111_000);
    await cache.find('mew', load);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('loads once for a hundred calls at the same time, and answers all', async () => {
    const rows = await Promise.all(Array.from({ length: 100 }, () => cache.find('mew', load)));
    expect(load).toHaveBeenCalledTimes(1);
    expect(new Set(rows)).toEqual(new Set([mew]));
  });

  it('loads different names independently', async () => {
    const never = cache.find('abra', () => new Promise<typeof mew>(() => {}));
    expect(never).toBeInstanceOf(Promise);
    expect(await cache.find('mew', load)).toBe(mew);
  });

  it('remembers an unknown name, and finds it once it has appeared', async () => {
    load.mockResolvedValueOnce(null);
    expect(await cache.find('mew', load)).toBeNull();
    expect(cache.find('mew', load)).toBeNull();
    expect(load).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(5_002);
    expect(await cache.find('mew', load)).toBe(mew);
  });

  it('uses a row past its time while the stores are down, for as long as that takes, and waits for nothing', async () => {
    await cache.find('mew', load);
    for (let hour = 0; hour < 24; hour += 1) {
      vi.advanceTimersByTime(3_600_000);
      expect(await cache.find('mew', down)).toBe(mew);
    }
    load.mockResolvedValue({ ...mew, type: 'nuevo' });
    expect(await cache.find('mew', load)).toEqual({ ...mew, type: 'nuevo' });
    expect(metrics.process).toMatchObject({ stale: 24, miss: 2, error: 0 });
  });

  it('is still to be used when another load has failed in between', async () => {
    await cache.find('mew', load);
    vi.advanceTimersByTime(111_000);
    await expect(cache.find('mew', () => Promise.reject(new TypeError('a fault')))).rejects.toThrow(
      'a fault',
    );
    expect(await cache.find('mew', down)).toBe(mew);
  });

  it('does not bring back a row that has gone', async () => {
    await cache.find('mew', load);
    vi.advanceTimersByTime(111_000);
    expect(await cache.find('mew', () => Promise.resolve(null))).toBeNull();
    vi.advanceTimersByTime(5_002);
    await expect(cache.find('mew', down)).rejects.toThrow(StoreUnavailableError);
  });

  it('passes on that the stores are down if it never had the row', async () => {
    await expect(cache.find('mew', down)).rejects.toThrow(StoreUnavailableError);
    expect(await cache.find('mew', load)).toBe(mew);
    expect(metrics.process).toMatchObject({ error: 1, miss: 1 });
  });

  it('passes on any other error, and remembers nothing of it', async () => {
    await expect(cache.find('mew', () => Promise.reject(new TypeError('a fault')))).rejects.toThrow(
      TypeError,
    );
    expect(await cache.find('mew', load)).toBe(mew);
  });

  it('passes on an error to all who waited', async () => {
    load.mockRejectedValue(new TypeError('a fault'));
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => cache.find('mew', load)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('evicts no row while unknown names are looked up', async () => {
    for (const name of ['a', 'b', 'c']) await cache.find(name, () => Promise.resolve({ name, type: 'x' }));
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => cache.find(`no-${n}`, () => Promise.resolve(null))),
    );
    for (const name of ['a', 'b', 'c']) expect(cache.find(name, load)).toEqual({ name, type: 'x' });
  });
});
