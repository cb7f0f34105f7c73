import { CacheModule } from '@app/cache';
import { SERVICE_SETTINGS, type ServiceSettings } from '@app/config';
import { CounterModule } from '@app/counter';
import { collectGauge } from '@app/observability';
import { Database, PersistenceModule } from '@app/persistence';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';
import { ShutdownState } from './shutdown.state.js';

/** Health routes, and the first two steps of a shutdown: not ready, then the wait of `SHUTDOWN_DELAY_MS`. */
@Module({
  imports: [
    PersistenceModule,
    CounterModule,
    CacheModule,
    TerminusModule.forRootAsync({
      inject: [SERVICE_SETTINGS],
      useFactory: ({ shutdownDelayMs }: ServiceSettings) => ({
        // The stores log each outage once; Terminus would at each request.
        logger: false,
        gracefulShutdownTimeoutMs: shutdownDelayMs,
      }),
    }),
  ],
  controllers: [HealthController],
  providers: [Readiness, ShutdownState],
  exports: [ShutdownState],
})
export class HealthModule {
  /** Exposes what `/health/ready` answers, and why, so that alerts need no other exporter. */
  constructor(registry: Registry, database: Database, readiness: Readiness) {
    const registers = [registry];
    collectGauge({
      name: 'health_ready',
      help: '1 while the service is ready for visitors: it has started and no shutdown has begun.',
      registers,
      read: () => Number(readiness.isReady),
    });
    collectGauge({
      name: 'health_start_seconds',
      help: 'Seconds from the start of Node.js until the service was ready for visitors.',
      registers,
      read: () => readiness.startSeconds,
    });
    collectGauge({
      name: 'health_schema_current',
      help: "1 from the moment this build's newest migration was seen in the database.",
      registers,
      read: () => Number(database.schemaIsCurrent),
    });
  }
}
