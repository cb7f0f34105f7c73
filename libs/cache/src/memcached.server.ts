import type { Endpoint } from '@app/config';
import { inStoreSpan } from '@app/observability';
import type { Store, StoreGuard } from '@app/stores';
import { MemcachedConnection } from './memcached.connection.js';
import type { MemcachedStats } from './memcached.metrics.js';

/** One Memcached server behind its guard. A connection that ended is replaced by the next call. */
export class MemcachedServer {
  /** `host:port`. */
  readonly address: string;
  private readonly guard: StoreGuard;
  private connection?: MemcachedConnection;
  private closed = false;

  constructor(
    private readonly endpoint: Endpoint,
    deadlineMs: number,
    store: Store,
  ) {
    this.address = `${endpoint.host}:${endpoint.port}`;
    this.guard = store.guard({
      deadlineMs,
      address: this.address,
      probe: async () => this.connect().ping(),
      onExpired: (reason) => this.connection?.close(new Error(reason)),
    });
  }

  /** @throws StoreUnavailableError at once while the server is down, else at the latest after the deadline */
  get(key: string): Promise<string | undefined> {
    return this.run('get', (connection) => connection.get(key));
  }

  /** @throws StoreUnavailableError at once while the server is down, else at the latest after the deadline */
  set(key: string, value: string, ttlS: number): Promise<void> {
    return this.run('set', (connection) => connection.set(key, value, ttlS));
  }

  /** @throws Error while the server is down, and at the latest after the deadline */
  stats(): Promise<MemcachedStats> {
    return this.guard.ask(async () => this.connect().stats());
  }

  /** Ends the connection for good; later calls fail. */
  close(): void {
    this.closed = true;
    this.connection?.close(new Error('the service is shutting down'));
  }

  private run<Result>(
    operation: string,
    call: (connection: MemcachedConnection) => Promise<Result>,
  ): Promise<Result> {
    return inStoreSpan({ system: 'memcached', operation, ...this.endpoint }, () =>
      this.guard.run(() => call(this.connect())),
    );
  }

  private connect(): MemcachedConnection {
    if (this.closed) throw new Error('the service is shutting down');
    if (!this.connection?.isOpen) this.connection = new MemcachedConnection(this.endpoint);
    return this.connection;
  }
}
