import type { CacheSettings } from '@app/config';
import { StoreUnavailableError } from '@app/stores';
import { type Cache, createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import type { CacheMetrics } from './cache.metrics.js';
import type { Memcached } from './memcached.js';
import { MemcachedTier } from './memcached.tier.js';
import { ProcessTier } from './process.tier.js';

/** What can be cached: a plain object that JSON can hold, under its name. */
export interface NamedRow {
  name: string;
}

/** What a feature caches. */
export interface CachedFeature<Row extends NamedRow> {
  /**
   * Begins every key in Memcached, such as `v1:pokemon`. Raise the version whenever rows change their shape: builds that
   * run side by side then don't read each other's.
   */
  prefix: string;
  /** Whether a value from Memcached, which may hold anything, is a whole row. */
  isRow: (value: unknown) => value is Row;
}

/** Where the rows of a feature are stored. A repository of TypeORM fits. */
export interface RowSource<Row extends NamedRow> {
  /** @returns null if there is no row of exactly this name */
  findByName(name: string): Promise<Row | null>;
  /** @returns `limit` rows, or all if there are fewer */
  list(page: { limit: number }): Promise<Row[]>;
}

/** Tables of more rows are not listed: then each unknown name costs a look-up. */
const MAX_LISTED = 10_000;

/**
 * The rows of one feature by name: from the process, else from Memcached if there is one, else from where they are
 * stored. A name that no list of the rows had so far costs a new list, for all such names together, and nothing while
 * that list is fresh: strangers who try out names don't reach the stores.
 *
 * cache-manager does what lies behind the process, once for all who ask for a name at the same time: it looks into
 * Memcached, loads what it lacks and shares it, and takes a failing Memcached for an empty one. The process is no tier of
 * its own there: the fast path of a visit needs a row without a promise, and rows past their time, which cache-manager
 * drops, are needed while the stores are down. Keyv's envelope is left out, whose expiry another machine's clock would
 * judge.
 */
export class RowCache<Row extends NamedRow> {
  private readonly process: ProcessTier<Row>;
  private readonly behind: Cache;
  private listing?: Promise<ReadonlyMap<string, Row> | undefined>;
  private canBeListed = true;

  constructor(
    feature: CachedFeature<Row>,
    settings: CacheSettings,
    private readonly metrics: CacheMetrics,
    memcached?: Memcached,
  ) {
    this.process = new ProcessTier(settings);
    metrics.observe(this.process);
    const shared = new Keyv({
      store: new MemcachedTier(feature, metrics, memcached),
      ttl: settings.sharedTtlS * 1000,
      useKeyPrefix: false,
      serialize: undefined,
      deserialize: undefined,
    });
    this.behind = createCache({ stores: [shared] });
  }

  /**
   * What the process knows of a name and is not past its time: its row, or null if there is none. Undefined if it knows
   * neither.
   */
  known(name: string): Row | null | undefined {
    const known = this.process.find(name);
    if (known !== undefined) this.metrics.process[known ? 'hit' : 'unknown'] += 1;
    return known;
  }

  /**
   * Finds the row of a name, returned without a promise if the process knows it. Concurrent calls for one name share one
   * look-up. While `source` throws StoreUnavailableError a row past its time is returned, if there is one.
   *
   * @returns null if there is no row of this name
   * @throws whatever `source` throws; nothing of that is remembered
   */
  find(name: string, source: RowSource<Row>): Row | null | Promise<Row | null> {
    const known = this.known(name);
    return known === undefined ? this.findBehind(name, source) : known;
  }

  private async findBehind(name: string, source: RowSource<Row>): Promise<Row | null> {
    try {
      const row = await this.read(name, source);
      this.process.set(name, row);
      this.metrics.process.miss += 1;
      return row;
    } catch (error) {
      const stale = error instanceof StoreUnavailableError ? this.process.stale(name) : undefined;
      this.metrics.process[stale ? 'stale' : 'error'] += 1;
      if (stale) return stale;
      throw error;
    }
  }

  private async read(name: string, source: RowSource<Row>): Promise<Row | null> {
    let load = () => source.findByName(name);
    if (this.canBeListed && !this.process.wasListed(name)) {
      this.listing ??= this.list(source).finally(() => (this.listing = undefined));
      try {
        const rows = await this.listing;
        if (rows?.has(name) === false) return null;
        if (rows) load = async () => rows.get(name)!;
      } catch (error) {
        // Memcached may have the row, and the source need not fail twice.
        load = () => Promise.reject(error as Error);
      }
    }
    return this.behind.wrap(name, load);
  }

  /** @returns undefined if there are too many */
  private async list(source: RowSource<Row>): Promise<ReadonlyMap<string, Row> | undefined> {
    const rows = await source.list({ limit: MAX_LISTED + 1 });
    this.canBeListed = rows.length <= MAX_LISTED;
    if (!this.canBeListed) return undefined;
    const byName = new Map(rows.map((row) => [row.name, row]));
    this.process.list(byName.keys());
    return byName;
  }
}
