import { collectCounter, collectGauge } from '@app/observability';
import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';

/** Outcomes of look-ups in the process; each look-up has one. */
interface ProcessOutcomes {
  /** A fresh row. */
  hit: number;
  /** A name that a fresh list of all names lacks. */
  unknown: number;
  /** Neither: the stores behind answered. */
  miss: number;
  /** The stores behind were down: a row past its time was used. */
  stale: number;
  /** The stores behind failed, and there was nothing to use. */
  error: number;
}

/** Outcomes of look-ups in Memcached; each look-up has one. A value that is no row of that name is a miss. */
interface SharedOutcomes {
  hit: number;
  miss: number;
  error: number;
}

/**
 * Every feature's cache as Prometheus metrics. Look-ups are counted in plain numbers that a scrape collects: they are too
 * frequent to resolve labels for each.
 */
@Injectable()
export class CacheMetrics {
  readonly process: ProcessOutcomes = { hit: 0, unknown: 0, miss: 0, stale: 0, error: 0 };
  readonly shared: SharedOutcomes = { hit: 0, miss: 0, error: 0 };
  readonly sharedWrites = { ok: 0, error: 0 };
  private readonly tiers: { size: number }[] = [];

  constructor(registry: Registry) {
    const { process, shared, sharedWrites } = this;
    const registers = [registry];
    collectCounter({
      name: 'cache_requests_total',
      help: 'Look-ups by tier (process or shared) and result.',
      labelNames: ['tier', 'result'],
      registers,
      read: () =>
        Object.entries({ process, shared }).flatMap(([tier, outcomes]) =>
          Object.entries(outcomes).map(([result, count]) => [{ tier, result }, count as number] as const),
        ),
    });
    collectCounter({
      name: 'cache_shared_writes_total',
      help: 'Rows written to the shared tier, by result (ok or error).',
      labelNames: ['result'],
      registers,
      read: () => Object.entries(sharedWrites).map(([result, count]) => [{ result }, count] as const),
    });
    collectGauge({
      name: 'cache_entries',
      help: 'Rows in the process, those past their time included.',
      registers,
      read: () => this.tiers.reduce((sum, { size }) => sum + size, 0),
    });
  }

  /** Counts the entries of one more tier in the process. */
  observe(tier: { size: number }): void {
    this.tiers.push(tier);
  }
}
