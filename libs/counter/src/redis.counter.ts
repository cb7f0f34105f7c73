import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CounterSettings, RedisSettings } from '@app/config';
import { Store, type StoreStatus, StoreUnavailableError, withDeadline } from '@app/stores';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CountShard } from './count-shard.js';
import { Counter } from './counter.js';
import { CounterMetrics } from './counter.metrics.js';
import { durabilityFault } from './durability.js';
import { createRedisClient, type RedisClient } from './redis.client.js';

/** The tag of the one hash of counts. */
const SINGLE_TAG = ['0'];
/**
 * Tags of the hashes that the counts are spread over in a Redis Cluster. Their slots lie evenly among the 16,384, so
 * that the nodes of a Cluster get about as many each. Never change them: counts would be left behind.
 */
const CLUSTER_TAGS = '1768 1678 1548 223 1328 443 1845 1955 265 375 908 155 985 895 1493 1583'.split(' ');
/** How long a shutdown tries to deliver what is pending, in milliseconds. */
const DRAIN_LIMIT_MS = 3000;

/**
 * Counts in Redis, exactly: each visit that gets a number is counted once, whatever breaks on the way, and no number is
 * given twice. While Redis is away visits are kept and counted later, or refused under `COUNTER_WHEN_DOWN=reject`.
 */
export class RedisCounter extends Counter implements OnModuleInit, OnApplicationShutdown {
  readonly embedded = false;
  private readonly logger = new Logger(RedisCounter.name);
  private readonly client: RedisClient;
  private readonly shards: CountShard[];
  private readonly metrics: CounterMetrics;
  private readonly store: Store;
  private readonly floors = new Map<string, number>();
  private readonly refuses: boolean;
  private floorsKnown = false;
  private lastFault?: string;

  constructor(
    private readonly redis: RedisSettings,
    { whenDown }: CounterSettings,
    registry: Registry,
  ) {
    super();
    this.refuses = whenDown === 'reject';
    this.metrics = new CounterMetrics(registry, () => this.pendingTotal());
    this.store = new Store('redis', { registry, remedy: 'check the settings REDIS_…' });
    this.store.on('change', () => this.noteAvailability());
    this.client = createRedisClient(redis);
    this.client.on('error', (error: Error) => this.warnOnce(error.message));
    this.client.on('ready', () => this.connected());
    const tags = redis.topology.kind === 'cluster' ? CLUSTER_TAGS : SINGLE_TAG;
    this.shards = tags.map((tag) => this.createShard(tag));
  }

  async onModuleInit(): Promise<void> {
    // Rejects if the first attempt fails, and is pending while no Sentinel answers or Redis loads its files; the client
    // goes on trying, and the guards tell.
    await withDeadline(() => this.client.connect(), this.redis.timeoutMs).catch(() => undefined);
    await this.store.start();
  }

  visit(name: string): Promise<number | null> {
    const shard = this.shardOf(name);
    if (this.floorsKnown && shard.isUp) return shard.visit(name);
    if (this.refuses) return Promise.reject(new StoreUnavailableError('redis', 'the counts are away'));
    shard.keep(name);
    this.metrics.visitsUnnumbered(1);
    return Promise.resolve(null);
  }

  async counts(): Promise<ReadonlyMap<string, number>> {
    const shards = await Promise.all(this.shards.map((shard) => shard.counts()));
    const counts = new Map(this.floors);
    for (const [name, count] of shards.flat()) counts.set(name, Math.max(count, counts.get(name) ?? 0));
    return counts;
  }

  raiseFloors(totals: ReadonlyMap<string, number>): void {
    for (const [name, total] of totals) this.floors.set(name, Math.max(total, this.floors.get(name) ?? 0));
    if (this.floorsKnown) return;
    this.floorsKnown = true;
    this.noteAvailability();
    for (const shard of this.shards) if (shard.isUp) shard.flush();
  }

  check(): Promise<StoreStatus> {
    return this.store.check();
  }

  async onApplicationShutdown(): Promise<void> {
    const drained = Promise.all(this.shards.map((shard) => shard.drain()));
    await Promise.race([drained, sleep(DRAIN_LIMIT_MS, undefined, { ref: false })]);
    this.reportLost();
    this.store.stop();
    this.client.disconnect();
  }

  private createShard(tag: string): CountShard {
    const { redis, client, refuses, metrics, floors, store } = this;
    const shard = new CountShard({ ...redis, tag, client, refuses, metrics, floors, store });
    // Not before it is known where to go on from.
    shard.onUp(() => this.floorsKnown && shard.flush());
    return shard;
  }

  private noteAvailability(): void {
    const { degradedTime } = this.metrics;
    if (this.floorsKnown && this.store.isUp) degradedTime.end();
    else degradedTime.begin();
  }

  private shardOf(name: string): CountShard {
    if (this.shards.length === 1) return this.shards[0]!;
    return this.shards[Number.parseInt(hash('sha256', name).slice(0, 8), 16) % this.shards.length]!;
  }

  private *pending(): Generator<[name: string, visits: number]> {
    for (const shard of this.shards) yield* shard.pending();
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

  /** Each reason once in an outage: the client goes on trying, and the guard only knows that there is no connection. */
  private warnOnce(reason: string): void {
    if (reason === this.lastFault) return;
    this.lastFault = reason;
    this.logger.warn(`no connection to Redis: ${reason}`);
  }

  private connected(): void {
    this.lastFault = undefined;
    void this.warnUnlessDurable();
  }

  private async warnUnlessDurable(): Promise<void> {
    const fault = await durabilityFault(this.client);
    if (fault)
      this.logger.warn(
        `${fault}: counts that were answered may be lost; set appendonly yes and appendfsync always`,
      );
  }
}
