import { type Faults, faultsOf, type Visit } from './check.js';
import { FakeRedisClient, type Tamper } from './redis.connection.js';
import { RedisServer } from './redis.server.js';
import { FakeSnapshots, type ServiceOptions, SimulatedService } from './simulated.service.js';
import { VirtualClock } from './virtual.clock.js';

/** How often each fault happens in a history. */
interface FaultCounts {
  cuts: number;
  freezes: number;
  /** Fail-overs to a replica that lagged, or was cut off. */
  failOvers: number;
  /** Times in which the replica can't be reached. */
  partitions: number;
  /** Redis is replaced by one that is empty. */
  replacements: number;
  evictions: number;
  /** Services that end, in order or not, and start again. */
  restarts: number;
  databaseOutages: number;
}

export interface World extends Partial<FaultCounts>, Partial<ServiceOptions> {
  services?: number;
  forMs?: number;
  /** Time from one visit to the next, at most. */
  gapMs?: number;
  /** How often visitors stay away for up to three seconds, after how many visits on average. */
  burst?: number;
  /** A mistake in what a client sends, made anew for each service. */
  plant?: { tamper?: () => Tamper; prepare?: (service: SimulatedService) => void };
}

export interface History extends Faults {
  seed: number;
  visits: Visit[];
}

const NAMES = ['mew', 'abra', 'nidoran♀'];
/** Long enough for all that was kept to be delivered, and for every service to read a snapshot of it. */
const SETTLE_MS = 9000;

/** Lives through one history, the same for the same world and seed. */
export async function liveThrough(world: World, seed: number): Promise<History> {
  const clock = new VirtualClock(seed);
  const restore = clock.install();
  try {
    const history = new Living(world, clock);
    const visits = await history.run();
    return { seed, visits, ...faultsOf(visits, history.totals) };
  } finally {
    restore();
  }
}

class Living {
  /** By name: the number of the last visit, when all was calm again. */
  readonly totals = new Map<string, number>();
  private readonly redis: RedisServer;
  private readonly snapshots: FakeSnapshots;
  private readonly everyone: SimulatedService[] = [];
  private readonly forMs: number;

  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
  ) {
    this.redis = new RedisServer(clock);
    this.snapshots = new FakeSnapshots(clock);
    this.forMs = world.forMs ?? 8000;
  }

  async run(): Promise<Visit[]> {
    const { clock, forMs, world } = this;
    for (let index = 0; index < (world.services ?? 1); index++) this.start();
    this.planFaults();
    await clock.run(forMs + SETTLE_MS);
    for (const name of NAMES) void this.everyone.find(({ running }) => running)!.visit(name);
    await clock.run(forMs + SETTLE_MS + 500);
    const visits = this.everyone.flatMap((service) => service.visits);
    for (const { name, answer } of visits)
      if (typeof answer === 'number') this.totals.set(name, Math.max(answer, this.totals.get(name) ?? 0));
    return visits;
  }

  private start(): void {
    const { clock, redis, snapshots, world } = this;
    const client = new FakeRedisClient(redis, clock, world.plant?.tamper?.());
    const options = { waitReplicas: 0, whenDown: 'degrade' as const, ...world };
    const service = new SimulatedService(clock, client, snapshots, options);
    world.plant?.prepare?.(service);
    this.everyone.push(service);
    void service.start();
    clock.after(clock.upTo(50), () => this.keepVisiting(service));
  }

  private keepVisiting(service: SimulatedService): void {
    const { clock, world } = this;
    if (!service.running || clock.now > this.forMs) return;
    for (let visits = clock.random.integer(1, 3); visits > 0; visits--)
      void service.visit(clock.random.pick(NAMES));
    const pause = clock.random.fraction() < 1 / (world.burst ?? 50) ? 3000 : (world.gapMs ?? 8);
    clock.after(clock.upTo(pause), () => this.keepVisiting(service));
  }

  private planFaults(): void {
    const { clock, redis, snapshots, forMs } = this;
    const plan = (fault: keyof FaultCounts, happen: () => void) => {
      for (let times = this.world[fault] ?? 0; times > 0; times--)
        clock.after(200 + clock.upTo(forMs - 200), happen);
    };
    plan('cuts', () => clock.random.pick(this.everyone).client.cut());
    plan('freezes', () => (redis.frozenUntil = clock.now + clock.upTo(1500)));
    plan('failOvers', () => this.failOver());
    plan('partitions', () => {
      redis.link(false);
      clock.after(clock.upTo(3000), () => redis.link(true));
    });
    plan('replacements', () => this.lose(() => redis.replace()));
    plan('evictions', () => redis.evict());
    plan('restarts', () => void this.restart());
    plan('databaseOutages', () => (snapshots.awayUntil = clock.now + clock.upTo(3000)));
  }

  private failOver(): void {
    const { clock, redis } = this;
    redis.lag = clock.upTo(30);
    const cutOff = clock.random.fraction() < 0.5;
    if (cutOff) clock.after(clock.upTo(300), () => redis.link(false));
    clock.after(300 + clock.upTo(cutOff ? 4000 : 500), () => this.lose(() => redis.failOver()));
  }

  /** Redis and all connections to it are lost. */
  private lose(replace: () => void): void {
    replace();
    for (const { client } of this.everyone) client.cut();
  }

  private async restart(): Promise<void> {
    const { clock } = this;
    const candidates = this.everyone.filter(({ running }) => running);
    if (candidates.length === 0) return;
    const service = clock.random.pick(candidates);
    if (clock.random.fraction() < 0.5) service.kill();
    else await service.stop();
    clock.after(clock.upTo(500), () => this.start());
  }
}
