import { hash } from 'node:crypto';
import type { MemcachedSettings } from '@app/config';
import { reportServers, Store, type StoreStatus } from '@app/stores';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { MEMCACHED_METRICS } from './memcached.metrics.js';
import { MemcachedServer } from './memcached.server.js';

/**
 * Texts under keys, over one or several servers.
 *
 * Each key belongs to one server, and each server has a guard of its own: while one is down its keys fail at once, and
 * the others' go on. Keys of a dead server don't move to others, which would have to forget them when it comes back.
 */
export class Memcached implements OnModuleInit, OnApplicationShutdown {
  private readonly store: Store;
  private readonly servers: MemcachedServer[];

  constructor({ servers, timeoutMs }: MemcachedSettings, registry: Registry) {
    this.store = new Store('memcached', { registry, remedy: 'check the settings MEMCACHED_…' });
    this.servers = servers.map((endpoint) => new MemcachedServer(endpoint, timeoutMs, this.store));
    reportServers(registry, MEMCACHED_METRICS, () =>
      Promise.all(this.servers.map((server) => server.stats())),
    );
  }

  /** Returns once each server answered or turned out to be down. */
  onModuleInit(): Promise<void> {
    return this.store.start();
  }

  /**
   * @returns the text, undefined if there is none
   * @throws StoreUnavailableError
   */
  get(key: string): Promise<string | undefined> {
    return this.serverOf(key).get(key);
  }

  /**
   * @param ttlS whole seconds, 1 to 2,592,000
   * @throws StoreUnavailableError if the text was not stored
   */
  set(key: string, text: string, ttlS: number): Promise<void> {
    return this.serverOf(key).set(key, text, ttlS);
  }

  /** Checks all servers now; up only if each answers. */
  check(): Promise<StoreStatus> {
    return this.store.check();
  }

  /** Not earlier: visitors are answered until the HTTP server has closed. */
  onApplicationShutdown(): void {
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
