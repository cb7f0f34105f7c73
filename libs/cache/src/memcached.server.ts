import type { Endpoint } from '@app/config';
import { inStoreSpan } from '@app/observability';
import type { Store, StoreGuard } from '@app/stores';
import { MemcachedConnection } from './memcached.connection.js';

/** One Memcached server behind its guard. A connection that ended is replaced by the next call. */
export class MemcachedServer {
  /** `host:port`. */
  readonly address: string;
  private readonly guard: StoreGuard;
  private connection?: MemcachedConnection;
  private readonly probes = new Set<MemcachedConnection>();
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
      probe: () => this.probe(),
      onExpired: (reason, during) => this.cut(during, new Error(reason)),
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

  /** Ends all connections for good; later calls fail. */
  close(): void {
    this.closed = true;
    const reason = new Error('the service is shutting down');
    this.cut('call', reason);
    this.cut('probe', reason);
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

  /** Over a connection of its own: the other may be stuck, and a probe must not end what visitors wait for. */
  private async probe(): Promise<void> {
    const connection = new MemcachedConnection(this.endpoint);
    this.probes.add(connection);
    try {
      await connection.ping();
    } finally {
      this.probes.delete(connection);
      connection.close(new Error('the probe is over'));
    }
  }

  private cut(during: 'call' | 'probe', reason: Error): void {
    if (during === 'call') this.connection?.close(reason);
    else for (const connection of this.probes) connection.close(reason);
  }
}
