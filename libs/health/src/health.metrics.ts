import { collectGauge } from '@app/observability';
import type { Database } from '@app/persistence';
import type { Registry } from 'prom-client';
import type { ShutdownState } from './shutdown.state.js';

/** Exposes what `/health/ready` answers, and why, as metrics: alerts need no other exporter to know. */
export function registerHealthMetrics(registry: Registry, database: Database, shutdown: ShutdownState): void {
  const registers = [registry];
  collectGauge({
    name: 'health_ready',
    help: '1 while the service is ready for visitors: the schema is there and no shutdown has begun.',
    registers,
    read: () => Number(database.schemaIsCurrent && !shutdown.isShuttingDown),
  });
  collectGauge({
    name: 'health_schema_current',
    help: "1 from the moment this build's newest migration was seen in the database.",
    registers,
    read: () => Number(database.schemaIsCurrent),
  });
}
