import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Batches and pending visits as Prometheus metrics. */
export class CounterMetrics {
  private readonly batchVisits: Histogram;
  private readonly lost: Counter;

  /** @param pending how many visits are not known to be counted */
  constructor(registry: Registry, pending: () => number) {
    this.batchVisits = new Histogram({
      name: 'counter_batch_visits',
      help: 'Visits in a batch, each of which is one command for Redis.',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
      registers: [registry],
    });
    this.lost = new Counter({
      name: 'counter_lost_visits_total',
      help: 'Visits that a shutdown could not deliver.',
      registers: [registry],
    });
    registry.registerMetric(
      new Gauge({
        name: 'counter_pending_visits',
        help: 'Visits that are not known to be counted: on their way, or kept while Redis is away.',
        registers: [],
        collect() {
          this.set(pending());
        },
      }),
    );
  }

  /** @param visits of each name in the batch */
  batchCounted(visits: readonly number[]): void {
    this.batchVisits.observe(visits.reduce((sum, count) => sum + count, 0));
  }

  visitsLost(count: number): void {
    this.lost.inc(count);
  }
}
