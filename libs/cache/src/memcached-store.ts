import { hash } from 'node:crypto';
import type { MemcachedSettings } from '@app/config';
import type { StoreMetrics, StoreStatus } from '@app/observability';
import { MemcachedServer } from './memcached-server.js';

/**
 * Memcached as a store of Keyv: strings under keys, for a fixed lifetime.
 *
 * Each key has one server of several, and each server a guard of its own: while one is down its keys fail at once, the
 * others' go on. Keys of a dead server don't move to others, which would have to forget them when it comes back.
 */
export class MemcachedStore {
  private readonly servers: MemcachedServer[];

  /** @param ttlS lifetime of every value, in whole seconds */
  constructor(
    { servers, timeoutMs }: MemcachedSettings,
    private readonly ttlS: number,
    metrics: StoreMetrics,
  ) {
    const allAsOne = metrics.ofOneAmong('memcached', () => this.servers);
    this.servers = servers.map((endpoint) => new MemcachedServer(endpoint, timeoutMs, allAsOne));
  }

  /** Returns once each server answered or turned out to be down. Never throws. */
  async start(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.start()));
  }

  /** @throws StoreUnavailableError */
  get(key: string): Promise<string | undefined> {
    return this.serverOf(key).get(key);
  }

  /** @throws StoreUnavailableError */
  set(key: string, value: string): Promise<void> {
    return this.serverOf(key).set(key, value, this.ttlS);
  }

  /** Keyv asks for it, for values past their time: Memcached drops them by itself. */
  delete(): boolean {
    return false;
  }

  /** Keyv asks for it; the cache is never cleared. */
  clear(): void {}

  /** Asks all servers; up only if each answers. */
  async check(): Promise<StoreStatus> {
    const statuses = await Promise.all(this.servers.map((server) => server.check()));
    const latencyMs = Math.max(...statuses.map((status) => status.latencyMs));
    const silent = this.servers.flatMap(({ address }, index) => {
      const { up, message } = statuses[index]!;
      return up ? [] : [`${address} (${message})`];
    });
    if (silent.length === 0) return { up: true, latencyMs };
    const message = `${silent.length} of ${this.servers.length} servers fail: ${silent.join(', ')}`;
    return { up: false, latencyMs, message };
  }

  close(): void {
    for (const server of this.servers) server.close();
  }

  /**
   * Rendezvous hashing (D. Thaler, C. Ravishankar, "Using name-based mappings to increase hit rates", 1998): all
   * replicas agree, and another server takes over its share of the keys only.
   */
  private serverOf(key: string): MemcachedServer {
    const weight = ({ address }: MemcachedServer) => hash('sha256', `${address} ${key}`);
    return this.servers.reduce((heaviest, server) => (weight(server) > weight(heaviest) ? server : heaviest));
  }
}
