import { Injectable } from '@nestjs/common';
import { Histogram, Registry } from 'prom-client';

/** Rate, errors and duration of HTTP requests (T. Wilkie, "The RED method"), by route template, never by raw path. */
@Injectable()
export class HttpMetrics {
  private readonly duration: Histogram<'method' | 'route' | 'status'>;

  constructor(registry: Registry) {
    this.duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      // One ends at 50 ms, which is the objective for visits.
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    });
  }

  /**
   * Exposes requests with these answers from the start, as zero: Prometheus sees a rise only from a number, and would
   * miss the first errors of an outage.
   */
  expect(method: string, route: string, ...statuses: number[]): void {
    for (const status of statuses) this.duration.zero({ method, route, status });
  }

  /** Records one answered request. */
  observe(method: string, route: string, status: number, milliseconds: number): void {
    this.duration.observe({ method, route, status }, milliseconds / 1000);
  }
}
