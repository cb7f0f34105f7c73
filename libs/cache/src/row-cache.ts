import { type StoreStatus, StoreUnavailableError } from '@app/stores';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { CacheMetrics } from './cache-metrics.js';
import type { CachedRow } from './cached-row.js';
import type { ProcessTier } from './process-tier.js';
import type { SharedTier } from './shared-tier.js';

/** Reads the row of a name from where it is stored; null if there is none. */
type RowLoader<Row> = (name: string) => Promise<Row | null>;

/** Rows by name: out of the process, else out of Memcached if there is one, else from where they are stored. */
export class RowCache implements OnModuleInit, OnApplicationShutdown {
  /** Our own, not lru-cache's `fetch`: each look-up of that takes a place in the cache, and so evicts a row. */
  private readonly loading = new Map<string, Promise<CachedRow | null>>();

  constructor(
    private readonly process: ProcessTier,
    private readonly shared: SharedTier | undefined,
    private readonly metrics: CacheMetrics,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.shared?.start();
  }

  /** Not earlier: visitors are answered until the HTTP server has closed. */
  onApplicationShutdown(): void {
    this.shared?.close();
  }

  /** The row of a name if the process knows it and it is not past its time. */
  known<Row extends CachedRow>(name: string): Row | undefined {
    const row = this.process.row(name) as Row | undefined;
    if (row) this.metrics.process.hit += 1;
    return row;
  }

  /**
   * Finds the row of a name, answered without a promise if the process knows it. Calls for one name at the same time
   * share one look-up. While `load` throws StoreUnavailableError a row past its time is answered, if there is one.
   *
   * @returns null if there is no row of this name
   * @throws whatever `load` throws; nothing is remembered of it
   */
  find<Row extends CachedRow>(name: string, load: RowLoader<Row>): Row | null | Promise<Row | null> {
    const known = this.process.get(name) as Row | null | undefined;
    if (known === undefined) return this.findBehind(name, load);
    this.metrics.process[known ? 'hit' : 'unknown'] += 1;
    return known;
  }

  /** Asks Memcached now; undefined if none is configured. */
  async check(): Promise<StoreStatus | undefined> {
    return this.shared?.check();
  }

  private async findBehind<Row extends CachedRow>(name: string, load: RowLoader<Row>): Promise<Row | null> {
    try {
      const row = await this.loadOnce(name, load);
      this.metrics.process.miss += 1;
      return row as Row | null;
    } catch (error) {
      const stale = error instanceof StoreUnavailableError ? this.process.getStale(name) : undefined;
      this.metrics.process[stale ? 'stale' : 'error'] += 1;
      if (stale) return stale as Row;
      throw error;
    }
  }

  private loadOnce(name: string, load: RowLoader<CachedRow>): Promise<CachedRow | null> {
    let row = this.loading.get(name);
    if (!row) {
      row = this.loadAndKeep(name, load).finally(() => this.loading.delete(name));
      this.loading.set(name, row);
    }
    return row;
  }

  private async loadAndKeep(name: string, load: RowLoader<CachedRow>): Promise<CachedRow | null> {
    let row: CachedRow | null | undefined = await this.shared?.get(name);
    if (!row) {
      row = await load(name);
      // Not waited for: it is the next process that gains by it.
      if (row) void this.shared?.set(name, row);
    }
    this.process.set(name, row);
    return row;
  }
}
