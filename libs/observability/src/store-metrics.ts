import { Injectable } from '@nestjs/common';
import { Gauge, Histogram, Registry } from 'prom-client';
import type { StoreName } from './store-error.js';

/** Latency, errors and availability of the stores, as Prometheus metrics. */
@Injectable()
export class StoreMetrics {
  private readonly duration: Histogram<'store' | 'result'>;
  private readonly state: Gauge<'store'>;

  constructor(registry: Registry) {
    this.duration = new Histogram({
      name: 'store_call_duration_seconds',
      help: 'Time of a call to a store, by its result (ok or error).',
      labelNames: ['store', 'result'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers: [registry],
    });
    this.state = new Gauge({
      name: 'store_up',
      help: '1 while calls to the store are let through, 0 while it is known to be down.',
      labelNames: ['store'],
      registers: [registry],
    });
  }

  /** Starts timing a call; the returned function ends it with its result. */
  startTimer(store: StoreName): (result: 'ok' | 'error') => void {
    const startedAt = performance.now();
    return (result) => this.duration.observe({ store, result }, (performance.now() - startedAt) / 1000);
  }

  /** What one of several guards of a store records: the store is up while all of them let calls through. */
  ofOneAmong(
    store: StoreName,
    guards: () => readonly { isUp: boolean }[],
  ): Pick<StoreMetrics, 'startTimer' | 'up'> {
    return {
      startTimer: (name) => this.startTimer(name),
      up: () =>
        this.up(
          store,
          guards().every(({ isUp }) => isUp),
        ),
    };
  }

  /** Records whether calls to the store are let through. */
  up(store: StoreName, isUp: boolean): void {
    this.state.set({ store }, isUp ? 1 : 0);
  }
}
