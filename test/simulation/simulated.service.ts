import { StoreUnavailableError } from '@app/stores';
import { Registry } from 'prom-client';
import type { RedisClient } from '../../libs/counter/src/redis/redis.client.js';
import { RedisCounter } from '../../libs/counter/src/redis/redis.counter.js';
import type { SnapshotRepository } from '../../libs/counter/src/snapshot/snapshot.repository.js';
import { SnapshotService } from '../../libs/counter/src/snapshot/snapshot.service.js';
import type { Visit } from './check.js';
import type { FakeRedisClient } from './redis.connection.js';
import type { VirtualClock } from './virtual.clock.js';

const endpoint = { host: 'redis', port: 6379 };
const topology = { kind: 'standalone' as const, endpoint, database: 0 };

export interface ServiceOptions {
  waitReplicas: number;
  whenDown: 'degrade' | 'reject';
}

/** MySQL's snapshot, for all services. */
export class FakeSnapshots implements Pick<SnapshotRepository, 'load' | 'raise'> {
  awayUntil = 0;
  private readonly counts = new Map<string, number>();

  constructor(private readonly clock: VirtualClock) {}

  async load(): Promise<Map<string, number>> {
    await this.reach();
    return new Map(this.counts);
  }

  async raise(counts: ReadonlyMap<string, number>): Promise<void> {
    await this.reach();
    for (const [name, count] of counts) this.counts.set(name, Math.max(count, this.counts.get(name) ?? 0));
  }

  private async reach(): Promise<void> {
    await new Promise<void>((resolve) => this.clock.after(1 + this.clock.upTo(3), resolve));
    if (this.clock.now < this.awayUntil) throw new StoreUnavailableError('mysql', 'it is away');
  }
}

/** The counter and the snapshot of one process, and what its visitors were answered. */
export class SimulatedService {
  readonly visits: Visit[] = [];
  running = true;
  private dead = false;
  readonly counter: RedisCounter;
  private readonly registry = new Registry();
  private readonly snapshot: SnapshotService;

  constructor(
    private readonly clock: VirtualClock,
    readonly client: FakeRedisClient,
    snapshots: FakeSnapshots,
    { whenDown, waitReplicas }: ServiceOptions,
  ) {
    const settings = { topology, timeoutMs: 250, waitReplicas };
    const asClient = client as unknown as RedisClient;
    this.counter = new RedisCounter(settings, { whenDown, deliveryMs: 3000 }, this.registry, asClient);
    const repository = snapshots as unknown as SnapshotRepository;
    this.snapshot = new SnapshotService(this.counter, repository, this.registry);
  }

  async start(): Promise<void> {
    await this.counter.onModuleInit();
    await this.snapshot.onApplicationBootstrap();
  }

  async visit(name: string): Promise<void> {
    const visit: Visit = { name, begin: this.clock.now };
    this.visits.push(visit);
    const answer = await this.counter.visit(name).catch(() => 'refused' as const);
    // Nobody hears what a dead process says.
    if (this.dead) return;
    visit.answer = answer;
    visit.end = this.clock.now;
  }

  /** Ends as on SIGTERM. */
  async stop(): Promise<void> {
    this.running = false;
    this.snapshot.onModuleDestroy();
    await this.counter.onApplicationShutdown();
    const { values } = await this.registry.getSingleMetric('counter_lost_visits_total')!.get();
    if (values.some(({ value }) => value > 0)) this.loseKept();
  }

  /** Ends as on `kill -9`. */
  kill(): void {
    this.running = false;
    this.dead = true;
    this.snapshot.onModuleDestroy();
    this.client.disconnect();
    this.loseKept();
  }

  private loseKept(): void {
    for (const visit of this.visits) visit.lost = true;
  }
}
