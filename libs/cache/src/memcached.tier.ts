import { hash } from 'node:crypto';
import type { CacheMetrics } from './cache.metrics.js';
import type { Memcached } from './memcached.js';
import type { CachedFeature, NamedRow } from './row.cache.js';

/**
 * The rows that all replicas share, as plain JSON, in the shape of a store of Keyv. It can only help: no method throws,
 * and without Memcached it is always empty.
 */
export class MemcachedTier<Row extends NamedRow> {
  constructor(
    private readonly feature: CachedFeature<Row>,
    private readonly metrics: CacheMetrics,
    private readonly memcached?: Memcached,
  ) {}

  /** @returns undefined if there is no row of this name, something else in its place, or no answer */
  async get(name: string): Promise<{ value: Row } | undefined> {
    if (!this.memcached) return undefined;
    try {
      const row = this.parse(await this.memcached.get(this.keyOf(name)));
      const value = row?.name === name ? row : undefined;
      this.metrics.shared[value ? 'hit' : 'miss'] += 1;
      return value && { value };
    } catch {
      // Counted only: the store has logged the outage, once.
      this.metrics.shared.error += 1;
      return undefined;
    }
  }

  /** Starts to write a row, and waits for nothing: it is the next process that gains by it. Unknown names stay private. */
  set(name: string, { value }: { value: Row | null }, ttlMs: number): void {
    if (value && this.memcached) void this.write(this.memcached, name, value, ttlMs / 1000);
  }

  /** Keyv deletes values past their time, which Memcached drops by itself. */
  delete(): boolean {
    return false;
  }

  clear(): void {}

  private async write(memcached: Memcached, name: string, row: Row, ttlS: number): Promise<void> {
    try {
      await memcached.set(this.keyOf(name), JSON.stringify(row), ttlS);
      this.metrics.sharedWrites.ok += 1;
    } catch {
      this.metrics.sharedWrites.error += 1;
    }
  }

  private parse(text: string | undefined): Row | undefined {
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return this.feature.isRow(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Readable if Memcached takes it, else a digest of the name: at most 250 bytes without spaces and control characters
   * (memcached, doc/protocol.txt, "Keys").
   */
  private keyOf(name: string): string {
    const { prefix } = this.feature;
    const key = `${prefix}:${name}`;
    return /^[!-~]{1,200}$/.test(key) ? key : `${prefix}:sha256:${hash('sha256', name)}`;
  }
}
