import { SERVICE_SETTINGS, type ServiceSettings } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { Histogram, Registry } from 'prom-client';

/** A request that was answered. */
export interface AnsweredRequest {
  requestId: string;
  method: string;
  url: string;
  /** The route's template; undefined for an answer that lasts as long as its reader stays, which is not measured. */
  route: string | undefined;
  status: number;
  /** From the request to the end of its answer, in milliseconds. */
  ms: number;
}

/**
 * Measures rate, errors and duration of requests (T. Wilkie, "The RED method"), by the route's template and never by the
 * raw path, and logs each request under `LOG_REQUESTS`.
 */
@Injectable()
export class RequestRecorder {
  private readonly duration: Histogram<'method' | 'route' | 'status'>;
  private readonly logRequests: boolean;
  /**
   * Loggers of pino's own, since a line through Nest's costs several times as much: one for each method and status, whose
   * lines hold both already.
   */
  private readonly logs = new Map<string, Pick<PinoLogger['logger'], 'info'>>();

  constructor(
    registry: Registry,
    @Inject(SERVICE_SETTINGS) { logRequests }: Pick<ServiceSettings, 'logRequests'>,
    private readonly pino: PinoLogger,
  ) {
    this.duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      // One ends at 50 ms, which is the objective for visits.
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    });
    this.logRequests = logRequests;
  }

  /**
   * Exposes requests with these answers from the start, as zero: Prometheus sees a rise only from a number, and would
   * miss the first errors of an outage.
   */
  expect(method: string, route: string, ...statuses: number[]): void {
    for (const status of statuses) this.duration.zero({ method, route, status });
  }

  record({ requestId, method, url, route, status, ms }: AnsweredRequest): void {
    if (route !== undefined) this.duration.observe({ method, route, status }, ms / 1000);
    if (!this.logRequests) return;
    const key = `${method} ${status}`;
    let log = this.logs.get(key);
    if (!log) this.logs.set(key, (log = this.pino.logger.child({ context: 'http', method, status })));
    log.info({ requestId, url, ms: Math.round(ms * 1000) / 1000 }, 'request');
  }
}
