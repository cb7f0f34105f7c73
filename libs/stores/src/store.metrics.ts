import { Gauge, Histogram, type Metric, type Registry } from 'prom-client';
import type { StoreName } from './store-unavailable.error.js';

const DURATION = {
  name: 'store_call_duration_seconds',
  help: 'Time of a call to a store, by its result (ok or error).',
  labelNames: ['store', 'result'],
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
};
const STATE = {
  name: 'store_up',
  help: '1 while calls to the store are let through, 0 while it is known to be down.',
  labelNames: ['store'],
};

/** Latency, errors and availability of one store as Prometheus metrics. All stores of a registry share both metrics. */
export class StoreMetrics {
  private readonly duration: Histogram;
  private readonly state: Gauge;

  constructor(
    private readonly store: StoreName,
    registry: Registry,
  ) {
    const registers = [registry];
    this.duration = shared(registry, DURATION.name, () => new Histogram({ ...DURATION, registers }));
    this.state = shared(registry, STATE.name, () => new Gauge({ ...STATE, registers }));
  }

  /** Records a call that has ended, and that began at `startedAt` by `performance.now()`. */
  called(result: 'ok' | 'error', startedAt: number): void {
    this.duration.observe({ store: this.store, result }, (performance.now() - startedAt) / 1000);
  }

  /** Records whether calls to the store are let through. */
  up(isUp: boolean): void {
    this.state.set({ store: this.store }, isUp ? 1 : 0);
  }
}

function shared<Shared extends Metric>(registry: Registry, name: string, create: () => Shared): Shared {
  return (registry.getSingleMetric(name) as Shared | undefined) ?? create();
}
