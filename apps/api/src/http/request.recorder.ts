import { SERVICE_SETTINGS, type ServiceSettings } from '@app/config';
import { HttpMetrics } from '@app/observability';
import { Inject, Injectable, Logger } from '@nestjs/common';

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
  private readonly logger = new Logger('http');

  constructor(
    private readonly metrics: HttpMetrics,
    @Inject(SERVICE_SETTINGS) private readonly settings: Pick<ServiceSettings, 'logRequests'>,
  ) {}

  record({ requestId, method, url, route, status, ms }: AnsweredRequest): void {
    if (route !== undefined) this.metrics.observe(method, route, status, ms);
    if (this.settings.logRequests) this.logger.log({ requestId, method, url, status, ms }, 'request');
  }
}
