import { Database } from '@app/persistence';
import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { ShutdownState } from './shutdown.state.js';

/** What `/health/ready` answers, and why, as Prometheus metrics: alerts need no other exporter to know. */
@Injectable()
export class HealthMetrics {
  constructor(registry: Registry, database: Database, shutdown: ShutdownState) {
    registry.registerMetric(
      new Gauge({
        name: 'health_ready',
        help: '1 while the service is ready for visitors: the schema is there and no shutdown has begun.',
        registers: [],
        collect() {
          this.set(database.schemaIsCurrent && !shutdown.isShuttingDown ? 1 : 0);
        },
      }),
    );
    registry.registerMetric(
      new Gauge({
        name: 'health_schema_current',
        help: "1 from the moment this build's newest migration was seen in the database.",
        registers: [],
        collect() {
          this.set(database.schemaIsCurrent ? 1 : 0);
        },
      }),
    );
  }
}
