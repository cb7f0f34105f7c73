import { hash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CounterSettings, type RedisSettings, SHUTDOWN_BUDGET_MS } from '@app/config';
import { Store, type StoreGuard, type StoreStatus, StoreUnavailableError, withDeadline } from '@app/stores';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Counter } from '../counter.js';
import { CounterMetrics } from '../counter.metrics.js';
import { createRedisClient, type RedisClient, writeConfirmed } from './redis.client.js';
import { durabilityFault } from './redis.durability.js';
import { RedisLane } from './redis.lane.js';
import { REDIS_LIMITS, redisTimeouts } from './redis.limits.js';
import { VisitBatcher } from './visit.batcher.js';

/** The tag of the one hash of counts. */
const SINGLE_TAG = ['0'];
/**
 * The tags of the hashes that a Redis Cluster spreads the counts over. Their slots lie evenly among the 16,384, so that
 * each node gets about as many. Never change them: the counts under the old ones would be left behind.
 */
const CLUSTER_TAGS = '1768 1678 1548 223 1328 443 1845 1955 265 375 908 155 985 895 1493 1583'.split(' ');

/** The counts of some names: one hash in one slot of Redis, with its guard and the batches on their way to it. */
interface CountsHash {
  key: string;
  guard: StoreGuard;
  batcher: VisitBatcher;
}

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
  private readonly refuses: boolean;
  private floorsKnown = false;
  private lastFault?: string;

  constructor(
    private readonly redis: RedisSettings,
    { whenDown }: CounterSettings,
    registry: Registry,
    private readonly client: RedisClient = createRedisClient(redis),
  ) {
    super();
    this.refuses = whenDown === 'reject';
    this.metrics = new CounterMetrics(registry, () => this.pendingTotal());
    this.store = new Store('redis', { registry, remedy: 'check the settings REDIS_…' });
    this.store.on('change', () => this.noteAvailability());
    client.on('error', (error: Error) => this.warnOnce(error.message));
    client.on('ready', () => this.connected());
    const tags = redis.topology.kind === 'cluster' ? CLUSTER_TAGS : SINGLE_TAG;
    this.hashes = tags.map((tag) => this.openHash(tag));
  }

  async onModuleInit(): Promise<void> {
    // Rejects if the first attempt fails, and stays pending while no Sentinel answers or Redis loads its files. The client
    // goes on trying, and the store reports the outcome.
    await withDeadline(() => this.client.connect(), redisTimeouts(this.redis.timeoutMs).connect).catch(
      () => undefined,
    );
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

  async counts(): Promise<ReadonlyMap<string, number>> {
    const stored = await Promise.all(
      this.hashes.map(({ key, guard }) => guard.run(() => this.client.hgetall(key))),
    );
    const counts = new Map(this.floors);
    for (const [name, count] of stored.flatMap((counted) => Object.entries(counted)))
      counts.set(name, Math.max(Number(count), counts.get(name) ?? 0));
    return counts;
  }

  raiseFloors(totals: ReadonlyMap<string, number>): void {
    for (const [name, total] of totals) this.floors.set(name, Math.max(total, this.floors.get(name) ?? 0));
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
    await Promise.race([drained, sleep(SHUTDOWN_BUDGET_MS.visits, undefined, { ref: false })]);
    this.reportLost();
    this.store.stop();
    this.client.disconnect();
  }

  private openHash(tag: string): CountsHash {
    const { client, redis, metrics, floors, refuses } = this;
    const { call } = redisTimeouts(redis.timeoutMs);
    // In braces: what all keys of a slot have in common (Redis Cluster specification, "Hash tags").
    const prefix = `minipokedex:{${tag}}`;
    const session = randomUUID();
    const key = `${prefix}:counts`;
    const guard = this.store.guard({
      deadlineMs: call,
      // Writes, as a visit does: a server that is out of memory, read-only or without its replicas answers a PING.
      probe: () =>
        writeConfirmed(client, redis, (commander) => commander.set(`${prefix}:probe`, session, 'EX', 60)),
    });
    const lanes = Array.from({ length: REDIS_LIMITS.lanes }, (_, lane) => {
      const record = `${prefix}:lane:${session}:${lane}`;
      const count = (number: number, entries: string) =>
        writeConfirmed(client, redis, (commander) =>
          commander.countVisits(key, record, number, REDIS_LIMITS.recordLifetimeS, entries),
        );
      return new RedisLane({ guard, count, floors, metrics });
    });
    const onPostponed = (visits: number) => metrics.visitsUnnumbered(visits);
    const batcher = new VisitBatcher({ ...REDIS_LIMITS, lanes, patienceMs: call, refuses, onPostponed });
    // Not before it is known where to go on from.
    guard.on('up', () => this.floorsKnown && batcher.flush());
    return { key, guard, batcher };
  }

  private hashOf(name: string): CountsHash {
    if (this.hashes.length === 1) return this.hashes[0]!;
    return this.hashes[Number.parseInt(hash('sha256', name).slice(0, 8), 16) % this.hashes.length]!;
  }

  private noteAvailability(): void {
    this.metrics.degraded = !(this.floorsKnown && this.store.isUp);
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

  /** Logs each reason once in an outage: the client goes on trying, and the guard knows only that it is not connected. */
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
