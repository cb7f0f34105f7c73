import type { Endpoint } from '@app/config';
import type { StoreMetrics, Tracer } from '@app/observability';
import { MemcachedServer } from './memcached-server.js';

/** The same with a span for each call. */
export class TracedMemcachedServer extends MemcachedServer {
  constructor(
    private readonly server: Endpoint,
    deadlineMs: number,
    metrics: Pick<StoreMetrics, 'startTimer' | 'up'>,
    private readonly tracer: Tracer,
  ) {
    super(server, deadlineMs, metrics);
  }

  override get(key: string): Promise<string | undefined> {
    return this.tracer.trace(this.startCall('get'), () => super.get(key));
  }

  override set(key: string, value: string, ttlS: number): Promise<void> {
    return this.tracer.trace(this.startCall('set'), () => super.set(key, value, ttlS));
  }

  private startCall(operation: string) {
    return this.tracer.startCall({ system: 'memcached', operation, ...this.server });
  }
}
