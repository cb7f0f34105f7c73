import type { CacheSettings } from '@app/config';
import { LRUCache } from 'lru-cache';
import type { NamedRow } from './row.cache.js';

/** Lifetimes vary by this part, so that rows read together don't expire together, here and in other replicas. */
const JITTER = 0.1;

/**
 * What this process knows: rows and, apart from them, names that don't exist, so that scanning for names evicts no row.
 * Rows past their time are kept, for when nothing better can be had, until others take their place.
 */
export class ProcessTier<Row extends NamedRow> {
  private readonly rows: LRUCache<string, Row>;
  private readonly unknown: LRUCache<string, true>;
  private readonly ttlMs: number;

  constructor({ ttlS, maxRows, unknownTtlS, maxUnknown }: CacheSettings) {
    this.ttlMs = ttlS * 1000;
    this.rows = new LRUCache({ max: maxRows, ttl: this.ttlMs, noDeleteOnStaleGet: true });
    this.unknown = new LRUCache({ max: maxUnknown, ttl: unknownTtlS * 1000 });
  }

  /** @returns the row, undefined if it is not known or past its time */
  row(name: string): Row | undefined {
    return this.rows.get(name);
  }

  /** @returns the row, null if the name is known not to exist, undefined if neither is known or it is past its time */
  find(name: string): Row | null | undefined {
    return this.row(name) ?? (this.unknown.get(name) ? null : undefined);
  }

  /** @returns the row however old it is */
  stale(name: string): Row | undefined {
    const row = this.rows.get(name, { allowStale: true });
    // A get past its time doesn't count as a use; this does, and leaves the row as old as it is.
    if (row) this.rows.set(name, row, { noUpdateTTL: true });
    return row;
  }

  /** Remembers a row, or by null that the name doesn't exist. */
  set(name: string, row: Row | null): void {
    if (row) {
      this.rows.set(name, row, { ttl: Math.round(this.ttlMs * (1 + JITTER * (2 * Math.random() - 1))) });
    } else {
      this.rows.delete(name);
      this.unknown.set(name, true);
    }
  }

  /** Entries by kind, those past their time included. */
  get sizes(): { row: number; unknown: number } {
    return { row: this.rows.size, unknown: this.unknown.size };
  }
}
