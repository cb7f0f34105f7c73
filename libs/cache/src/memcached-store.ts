import { hash } from 'node:crypto';
import type { MemcachedSettings } from '@app/config';
import { Store, type StoreStatus } from '@app/stores';
import type { Registry } from 'prom-client';
import { MemcachedServer } from './memcached-server.js';

/**
 * Memcached as a store of Keyv: strings under keys, for a fixed lifetime.
 *
 * Each key has one server of several, and each server a guard of its own: while one is down its keys fail at once, the
 * others' go on. Keys of a dead server don't move to others, which would have to forget them when it comes back.
 */
export class MemcachedStore {
  private readonly store: Store;
  private readonly servers: MemcachedServer[];

  /** @param ttlS lifetime of every value, in whole seconds */
  constructor(
    { servers, timeoutMs }: MemcachedSettings,
    private readonly ttlS: number,
    registry: Registry,
  ) {
    this.store = new Store('memcached', { registry, remedy: 'check the settings MEMCACHED_…' });
    this.servers = servers.map((endpoint) => new MemcachedServer(endpoint, timeoutMs, this.store));
  }

  /** Returns once each server answered or turned out to be down. Never throws. */
  start(): Promise<void> {
    return this.store.start();
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
  check(): Promise<StoreStatus> {
    return this.store.check();
  }

  close(): void {
    this.store.stop();
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
