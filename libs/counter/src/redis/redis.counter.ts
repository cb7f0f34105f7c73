import { setTimeout as sleep } from 'node:timers/promises';
import type { CounterSettings, RedisSettings } from '@app/config';
import { Store, type StoreStatus, StoreUnavailableError, withDeadline } from '@app/stores';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Counter, type CountsReading, type ReadOptions } from '../counter.js';
import { CounterMetrics } from '../counter.metrics.js';
import { logConnections, logUnconfirmed } from './connection.log.js';
import { CLUSTER_TAGS, type CountsHash, hashOf, openHash, SINGLE_TAG } from './counts.hash.js';
import { createRedisClient, type RedisClient } from './redis.client.js';
import { raiseTotal } from './redis.lane.js';
import { redisTimeouts } from './redis.limits.js';
import { reportServer } from './server.metrics.js';

/**
 * Counts in Redis, exactly: each visit that gets a number is counted once, whatever breaks on the way, and no number is
 * given twice. While Redis is away visits are kept and counted later, or refused under `COUNTER_WHEN_DOWN=reject`.
 */
export class RedisCounter extends Counter implements OnModuleInit, OnApplicationShutdown {
  readonly embedded = false;
  private readonly logger = new Logger(RedisCounter.name);
  private readonly store: Store;
  private readonly metrics: CounterMetrics;
  private readonly hashes: CountsHash[];
  private readonly floors = new Map<string, number>();
  /** What was read of each hash, in case that it can't be read the next time. */
  private readonly lastRead = new Map<CountsHash, Record<string, string>>();
  private readonly refuses: boolean;
  private floorsKnown = false;

  constructor(
    private readonly redis: RedisSettings,
    private readonly settings: CounterSettings,
    registry: Registry,
    private readonly client: RedisClient = createRedisClient(redis),
  ) {
    super();
    this.refuses = settings.whenDown === 'reject';
    this.metrics = new CounterMetrics(registry, () => this.pendingTotal());
    this.store = new Store('redis', { registry, remedy: 'check the settings REDIS_…' });
    this.store.on('change', () => this.noteAvailability());
    logConnections(client, this.logger);
    reportServer(client, registry, redis.timeoutMs);
    const tags = redis.topology.kind === 'cluster' ? CLUSTER_TAGS : SINGLE_TAG;
    const { store, metrics, floors, refuses } = this;
    this.hashes = tags.map((tag) => openHash(tag, { client, redis, store, metrics, floors, refuses }));
    // Not before it is known where to go on from.
    for (const { guard, batcher } of this.hashes) guard.on('up', () => this.floorsKnown && batcher.flush());
  }

  get givesNumbers(): boolean {
    return this.floorsKnown && this.store.isUp;
  }

  async onModuleInit(): Promise<void> {
    logUnconfirmed(this.redis, this.logger);
    // Rejects if the first attempt fails, and stays pending while no Sentinel answers or Redis loads its files. The client
    // goes on trying, and the store reports the outcome.
    const { connect } = redisTimeouts(this.redis.timeoutMs);
    await withDeadline(() => this.client.connect(), connect).catch(() => undefined);
    await this.store.start();
  }

  visit(name: string): Promise<number | null> {
    const { guard, batcher } = this.hashOf(name);
    if (this.floorsKnown && guard.isUp) return batcher.visit(name);
    if (this.refuses) return Promise.reject(new StoreUnavailableError('redis', 'the counts are away'));
    batcher.keep(name);
    this.metrics.visitsUnnumbered(1);
    return Promise.resolve(null);
  }

  async readCounts({ confirmed = false }: ReadOptions = {}): Promise<CountsReading> {
    const readings = await Promise.allSettled(this.hashes.map(({ read }) => read(confirmed)));
    const counts = new Map(this.floors);
    const away = new Set<CountsHash>();
    let reason: unknown;
    for (const [index, part] of this.hashes.entries()) {
      const reading = readings[index]!;
      if (reading.status === 'fulfilled') this.lastRead.set(part, reading.value);
      else {
        away.add(part);
        ({ reason } = reading);
        // A fail-over may have taken back what was read then.
        if (confirmed) continue;
      }
      for (const [name, count] of Object.entries(this.lastRead.get(part) ?? {}))
        raiseTotal(counts, name, Number(count));
    }
    if (away.size === this.hashes.length) throw reason;
    return { counts, complete: away.size === 0, isAway: (name) => away.has(this.hashOf(name)) };
  }

  raiseFloors(totals: ReadonlyMap<string, number>): void {
    for (const [name, total] of totals) raiseTotal(this.floors, name, total);
    if (this.floorsKnown) return;
    this.floorsKnown = true;
    this.noteAvailability();
    for (const { guard, batcher } of this.hashes) if (guard.isUp) batcher.flush();
  }

  check(): Promise<StoreStatus> {
    return this.store.check();
  }

  async onApplicationShutdown(): Promise<void> {
    const drained = Promise.all(this.hashes.map(({ batcher }) => batcher.drain()));
    await Promise.race([drained, sleep(this.settings.deliveryMs, undefined, { ref: false })]);
    this.reportLost();
    this.store.stop();
    this.client.disconnect();
  }

  private hashOf(name: string): CountsHash {
    return this.hashes[hashOf(name, this.hashes.length)]!;
  }

  private noteAvailability(): void {
    this.metrics.degraded = !this.givesNumbers;
  }

  private *pending(): Generator<[name: string, visits: number]> {
    for (const { batcher } of this.hashes) yield* batcher.pending();
  }

  private pendingTotal(): number {
    let total = 0;
    for (const [, visits] of this.pending()) total += visits;
    return total;
  }

  private reportLost(): void {
    for (const [name, visits] of this.pending()) {
      this.metrics.visitsLost(visits);
      this.logger.error({ name, visits }, 'visits could not be delivered before the shutdown');
    }
  }
}
