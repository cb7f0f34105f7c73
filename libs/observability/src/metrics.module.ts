import { Global, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { MetricsServer } from './metrics.server.js';

function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** One Prometheus registry for the application, injectable as `Registry`, and the server that exposes it. */
@Global()
@Module({
  providers: [{ provide: Registry, useFactory: createRegistry }, MetricsServer],
  exports: [Registry, MetricsServer],
})
export class MetricsModule {}
