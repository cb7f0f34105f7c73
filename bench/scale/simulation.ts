import { Random } from '@app/testing';
import { quantile } from '../statistics.js';
import { RedisServer } from './redis.server.js';
import { type Batch, Replica, type World } from './replica.js';
import type { Scenario } from './scenario.js';

/** How a scenario went, its first fifth left out. Times are in microseconds. */
export interface Outcome {
  commandsPerSecond: number;
  visitsPerCommand: number;
  /** The share of time that the busiest server computed, and that it computed or synced. */
  cpu: number;
  busy: number;
  p50: number;
  p99: number;
}

/** Simulates a scenario, event by event; the same seed gives the same outcome. */
export function simulate(scenario: Scenario, seed = 1): Outcome {
  return new Simulation(scenario, new Random(seed)).run();
}

class Simulation implements World {
  now = 0;
  /** What is to happen, earliest first. */
  private readonly events: { at: number; run: () => void }[] = [];
  private readonly servers: RedisServer[];
  private readonly replicas: Replica[];
  private latencies: number[] = [];

  constructor(
    readonly scenario: Scenario,
    private readonly random: Random,
  ) {
    const servers = Math.max(...scenario.serverOfHash) + 1;
    this.servers = Array.from({ length: servers }, () => new RedisServer(this));
    this.replicas = Array.from({ length: scenario.replicas }, () => new Replica(this));
  }

  run(): Outcome {
    const { visits, visitsPerSecond, leastUs, clients = 0 } = this.scenario;
    const length = Math.max(leastUs, (visits / visitsPerSecond) * 1e6);
    const warmUp = length / 5;
    for (let client = 0; client < clients; client++) this.visit();
    this.runUntil(warmUp);
    this.latencies = [];
    for (const server of this.servers) server.spent = { commands: 0, cpuUs: 0, syncUs: 0 };
    this.runUntil(length);
    const spent = this.servers.map((server) => server.spent);
    const measuredUs = length - warmUp;
    const commands = spent.reduce((sum, server) => sum + server.commands, 0);
    return {
      commandsPerSecond: (commands / measuredUs) * 1e6,
      visitsPerCommand: this.latencies.length / commands,
      cpu: Math.min(1, Math.max(...spent.map(({ cpuUs }) => cpuUs)) / measuredUs),
      busy: Math.min(1, Math.max(...spent.map(({ cpuUs, syncUs }) => cpuUs + syncUs)) / measuredUs),
      p50: quantile(this.latencies, 0.5),
      p99: quantile(this.latencies, 0.99),
    };
  }

  later(delay: number, run: () => void): void {
    const at = this.now + delay;
    const earlier = this.events.findLastIndex((event) => event.at <= at);
    this.events.splice(earlier + 1, 0, { at, run });
  }

  deliver(batch: Batch, onAnswer: () => void): void {
    const { serverOfHash, roundTripUs } = this.scenario;
    const server = this.servers[serverOfHash[batch.hash]!]!;
    const half = roundTripUs / 2;
    this.later(half, () => server.receive({ batch, onAnswer: () => this.later(half, onAnswer) }));
  }

  counted({ arrivals }: Batch): void {
    for (const arrival of arrivals) {
      this.latencies.push(this.now - arrival);
      if (this.scenario.clients !== undefined) this.visit();
    }
  }

  private runUntil(end: number): void {
    const { clients, visitsPerSecond } = this.scenario;
    const pause = () => (-Math.log(1 - this.random.fraction()) / visitsPerSecond) * 1e6;
    let arrival = clients === undefined ? this.now + pause() : Infinity;
    while (this.now < end) {
      if ((this.events[0]?.at ?? Infinity) < arrival) {
        const { at, run } = this.events.shift()!;
        this.now = at;
        run();
      } else {
        this.now = arrival;
        this.visit();
        arrival += pause();
      }
    }
  }

  private visit(): void {
    const { random, replicas, scenario } = this;
    random.pick(replicas).visit(random.integer(0, scenario.hashOfName.length - 1));
  }
}
