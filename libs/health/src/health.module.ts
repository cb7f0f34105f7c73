import { CacheModule } from '@app/cache';
import { SERVICE_SETTINGS, type ServiceSettings } from '@app/config';
import { CounterModule } from '@app/counter';
import { Database, PersistenceModule } from '@app/persistence';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';
import { registerHealthMetrics } from './health.metrics.js';
import { ShutdownState } from './shutdown.state.js';
import { StoreIndicators } from './store.indicators.js';

/** Health routes, and the first two steps of a shutdown: not ready, then the wait of `SHUTDOWN_DELAY_MS`. */
@Module({
  imports: [
    PersistenceModule,
    CounterModule,
    CacheModule,
    TerminusModule.forRootAsync({
      inject: [SERVICE_SETTINGS],
      useFactory: ({ shutdownDelayMs }: ServiceSettings) => ({
        // The guards of the stores log each outage once; Terminus would at each request.
        logger: false,
        gracefulShutdownTimeoutMs: shutdownDelayMs,
      }),
    }),
  ],
  controllers: [HealthController],
  providers: [ShutdownState, StoreIndicators],
  exports: [ShutdownState],
})
export class HealthModule {
  constructor(registry: Registry, database: Database, shutdown: ShutdownState) {
    registerHealthMetrics(registry, database, shutdown);
  }
}
