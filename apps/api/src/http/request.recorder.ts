import { SERVICE_SETTINGS, type ServiceSettings } from '@app/config';
import { HttpMetrics } from '@app/observability';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';

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

/** Measures each answered request, and logs it under `LOG_REQUESTS`. */
@Injectable()
export class RequestRecorder {
  /** A logger of pino's own: a line through Nest's costs several times as much. */
  private readonly log?: Pick<PinoLogger['logger'], 'info'>;

  constructor(
    private readonly metrics: HttpMetrics,
    @Inject(SERVICE_SETTINGS) { logRequests }: Pick<ServiceSettings, 'logRequests'>,
    { logger }: PinoLogger,
  ) {
    if (logRequests) this.log = logger.child({ context: 'http' });
  }

  record({ requestId, method, url, route, status, ms }: AnsweredRequest): void {
    if (route !== undefined) this.metrics.observe(method, route, status, ms);
    this.log?.info({ requestId, method, url, status, ms }, 'request');
  }
}
