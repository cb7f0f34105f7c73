import type { StoreStatus } from '@app/stores';
import { type Cache, createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import type { CacheMetrics } from './cache-metrics.js';
import { type CachedRow, isRowOf } from './cached-row.js';
import type { MemcachedStore } from './memcached-store.js';
import { rowKey } from './row-key.js';

/** The rows that all replicas share. It can only help: no method throws, and none waits beyond the store's deadline. */
export class SharedTier {
  private readonly cache: Cache;
  private readonly failed = new Set<string>();

  constructor(
    private readonly store: MemcachedStore,
    private readonly metrics: CacheMetrics,
  ) {
    // Plain JSON without Keyv's envelope, whose time of expiry would be read by another machine's clock.
    const keyv = new Keyv({
      store,
      useKeyPrefix: false,
      serialize: ({ value }) => JSON.stringify(value),
      deserialize: <Value>(text: string) => ({ value: parse(text) as Value }),
      throwOnErrors: true,
    });
    this.cache = createCache({ stores: [keyv] });
    // cache-manager tells errors of a look-up by this event alone.
    this.cache.on('get', ({ key, error }) => error && this.failed.add(key));
  }

  /** Returns once Memcached answered or turned out to be down. */
  start(): Promise<void> {
    return this.store.start();
  }

  /** @returns undefined if there is no row of this name, something else in its place, or no answer */
  async get(name: string): Promise<CachedRow | undefined> {
    const key = rowKey(name);
    const value = await this.cache.get<unknown>(key);
    if (isRowOf(value, name)) {
      this.metrics.shared.hit += 1;
      return value;
    }
    this.metrics.shared[this.failed.delete(key) ? 'error' : 'miss'] += 1;
    return undefined;
  }

  /** Returns once the row is written, or is known not to be. */
  async set(name: string, row: CachedRow): Promise<void> {
    try {
      await this.cache.set(rowKey(name), row);
      this.metrics.sharedWrites.ok += 1;
    } catch {
      // Counted only: the guard has logged the outage, once.
      this.metrics.sharedWrites.error += 1;
    }
  }

  check(): Promise<StoreStatus> {
    return this.store.check();
  }

  close(): void {
    this.store.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
