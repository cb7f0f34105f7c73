import type { CacheSettings } from '@app/config';
import { LRUCache } from 'lru-cache';
import type { NamedRow } from './row.cache.js';

/** Lifetimes vary by this part, so that rows read together don't expire together, here and in other replicas. */
const JITTER = 0.1;

/**
 * What this process knows: rows and, since a moment ago, the names of all there are, so that any other name is known not
 * to exist. Rows past their time are kept, for when nothing better can be had, until others take their place.
 */
export class ProcessTier<Row extends NamedRow> {
  private readonly rows: LRUCache<string, Row>;
  private readonly ttlMs: number;
  private readonly unknownTtlMs: number;
  private names = new Set<string>();
  private listedAt = -Infinity;

  constructor({ ttlS, maxRows, unknownTtlS }: CacheSettings) {
    this.ttlMs = ttlS * 1000;
    this.rows = new LRUCache({ max: maxRows, ttl: this.ttlMs, noDeleteOnStaleGet: true });
    this.unknownTtlMs = unknownTtlS * 1000;
  }

  /** @returns the row, undefined if it is not known or past its time */
  row(name: string): Row | undefined {
    return this.rows.get(name);
  }

  /** @returns the row, null if the name is known not to exist, undefined if neither is known or it is past its time */
  find(name: string): Row | null | undefined {
    return this.row(name) ?? (this.isUnknown(name) ? null : undefined);
  }

  /** @returns the row however old it is */
  stale(name: string): Row | undefined {
    const row = this.rows.get(name, { allowStale: true });
    // A get past its time doesn't count as a use; this does, and leaves the row as old as it is.
    if (row) this.rows.set(name, row, { noUpdateTTL: true });
    return row;
  }

  /** Whether the name was there when names were last listed, however long ago. */
  wasListed(name: string): boolean {
    return this.names.has(name);
  }

  /** Remembers which names exist. */
  list(names: Iterable<string>): void {
    this.names = new Set(names);
    this.listedAt = performance.now();
  }

  /** Remembers a row, or by null that there is none any more. */
  set(name: string, row: Row | null): void {
    if (row) {
      this.rows.set(name, row, { ttl: Math.round(this.ttlMs * (1 + JITTER * (2 * Math.random() - 1))) });
    } else {
      this.rows.delete(name);
      this.names.delete(name);
    }
  }

  /** How many rows it holds, those past their time included. */
  get size(): number {
    return this.rows.size;
  }

  private isUnknown(name: string): boolean {
    return performance.now() - this.listedAt < this.unknownTtlMs && !this.names.has(name);
  }
}
