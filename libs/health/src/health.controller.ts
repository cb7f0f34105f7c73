import { Memcached } from '@app/cache';
import { COUNTER_SETTINGS, type CounterSettings } from '@app/config';
import { Counter } from '@app/counter';
import { Database } from '@app/persistence';
import type { StoreStatus } from '@app/stores';
import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Inject,
  ServiceUnavailableException,
  UseFilters,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import {
  HealthCheck,
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Readiness } from './readiness.js';

/** Answers a failed health check with Terminus's own report instead of the service's error envelope. */
@Catch(ServiceUnavailableException)
class HealthReportFilter implements ExceptionFilter {
  catch(exception: ServiceUnavailableException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(exception.getStatus()).send(exception.getResponse());
  }
}

const Checks = z.record(z.string(), z.looseObject({ status: z.enum(['up', 'down', 'degraded']) }));
const HealthReport = z
  .object({
    status: z.enum(['ok', 'degraded', 'error', 'shutting_down']),
    info: Checks,
    error: Checks,
    details: Checks,
  })
  .meta({ id: 'HealthReport' });

/** A route that returns Terminus's report, and that Kubernetes requests every few seconds. */
function HealthRoute(unavailable?: string) {
  return applyDecorators(
    RouteConfig({ probe: true }),
    HealthCheck({ noCache: false }),
    ApiOkResponse({ description: 'Healthy', standardSchema: HealthReport }),
    ...(unavailable === undefined
      ? []
      : [ApiServiceUnavailableResponse({ description: unavailable, standardSchema: HealthReport })]),
  );
}

/** How long a report is good for all who request it, in milliseconds: whoever polls it must not load the stores. */
const REPORT_TTL_MS = 250;

/** Health in Terminus's own JSON, for Kubernetes and for people. */
@Controller()
@UseFilters(HealthReportFilter)
export class HealthController {
  private latest?: Promise<HealthCheckResult>;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly counter: Counter,
    private readonly readiness: Readiness,
    @Inject(COUNTER_SETTINGS) private readonly settings: CounterSettings,
    @Inject(Memcached) private readonly memcached?: Memcached,
  ) {}

  /** Answers while the event loop turns, to the end of a shutdown; asks no store. */
  @Get('health/live')
  @HealthRoute()
  live(): HealthCheckResult {
    return { status: 'ok', info: {}, error: {}, details: {} };
  }

  /**
   * 503 until the schema has been seen at this build's migration and the first visitor would get a number, and from the
   * first moment of a shutdown.
   */
  @Get('health/ready')
  @HealthRoute('The schema or the counts are not there yet, or the service is shutting down')
  async ready(): Promise<HealthCheckResult> {
    await this.readiness.awaitStart();
    return this.health.check([() => this.started()]);
  }

  /** Each store with its latency; 503 when some visitors would get no answer. */
  @Get(['health', 'healthz'])
  @HealthRoute('Some visitors get no answer')
  report(): Promise<HealthCheckResult> {
    this.latest ??= this.examine().finally(() => setTimeout(() => (this.latest = undefined), REPORT_TTL_MS));
    return this.latest;
  }

  /** Without the catalogue names that are not cached get 503, without the shared cache rows come later. */
  private examine(): Promise<HealthCheckResult> {
    const { database, counter, memcached, settings } = this;
    return this.health.check([
      async () =>
        this.indicator(database.embedded ? 'embedded-database' : 'mysql', await database.check(), 'down'),
      async () =>
        this.indicator(
          counter.embedded ? 'embedded-counter' : 'redis',
          await counter.check(),
          settings.whenDown === 'reject' ? 'down' : 'degraded',
        ),
      async () => (memcached ? this.indicator('memcached', await memcached.check(), 'degraded') : {}),
    ]);
  }

  /** @param loss what visitors have without the store: some get no answer, or all get one that has less in it */
  private indicator(
    key: string,
    { up, latencyMs }: StoreStatus,
    loss: 'down' | 'degraded',
  ): HealthIndicatorResult {
    const indicator = this.indicators.check(key);
    if (up) return indicator.up({ latencyMs });
    return loss === 'down' ? indicator.down({ latencyMs }) : indicator.degraded({ latencyMs });
  }

  private started(): HealthIndicatorResult {
    const schema = this.indicators.check('schema');
    if (!this.database.schemaIsCurrent) return schema.down('waiting for the migrations of this build');
    // Terminus itself reports a shutdown.
    if (this.readiness.hasStarted) return schema.up();
    return this.indicators.check('counts').down('waiting for Redis and for the snapshot in MySQL');
  }
}
