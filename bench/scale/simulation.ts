import { Random } from '@app/testing';
import { EventQueue } from './event.queue.js';
import { RedisServer, type Spent } from './redis.server.js';
import { type Batch, Replica } from './replica.js';
import type { Scenario } from './scenario.js';
import { quantile } from '../statistics.js';

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
  return new Simulation(scenario, seed).run();
}

class Simulation {
  private readonly scenario: Scenario;
  private readonly random: Random;
  private readonly events = new EventQueue();
  private readonly servers: RedisServer[];
  private readonly replicas: Replica[];
  private readonly latencies: number[] = [];
  private now = 0;

  constructor(scenario: Scenario, seed: number) {
    this.scenario = scenario;
    this.random = new Random(seed);
    const later = (delay: number, run: () => void) => this.events.add(this.now + delay, run);
    const world = {
      later,
      now: () => this.now,
      deliver: (batch: Batch, onAnswer: () => void) => this.deliver(batch, onAnswer),
      counted: ({ arrivals }: Batch) => {
        for (const arrival of arrivals) this.latencies.push(this.now - arrival);
        if (scenario.clients !== undefined) for (const _ of arrivals) this.visit();
      },
    };
    const servers = Math.max(...scenario.serverOfHash) + 1;
    this.servers = Array.from({ length: servers }, () => new RedisServer(scenario, later));
    this.replicas = Array.from({ length: scenario.replicas }, () => new Replica(scenario, world));
  }

  run(): Outcome {
    const { visits, visitsPerSecond, leastUs } = this.scenario;
    const length = Math.max(leastUs, (visits / visitsPerSecond) * 1e6);
    const warmUp = length / 5;
    for (let client = 0; client < (this.scenario.clients ?? 0); client++) this.visit();
    this.runUntil(warmUp);
    const before = this.servers.map((server) => ({ ...server.spent }));
    this.latencies.length = 0;
    this.runUntil(length);
    const spent = this.servers.map((server, index) => difference(server.spent, before[index]!));
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

  private runUntil(end: number): void {
    const { clients, visitsPerSecond } = this.scenario;
    const pause = () => (-Math.log(1 - this.random.fraction()) / visitsPerSecond) * 1e6;
    let arrival = clients === undefined ? this.now + pause() : Infinity;
    while (this.now < end) {
      if (this.events.nextAt < arrival) {
        this.now = this.events.nextAt;
        this.events.runNext();
      } else {
        this.now = arrival;
        this.visit();
        arrival += pause();
      }
    }
  }

  private visit(): void {
    const replica = this.replicas[Math.floor(this.random.fraction() * this.replicas.length)]!;
    replica.visit(Math.floor(this.random.fraction() * this.scenario.hashOfName.length));
  }

  private deliver(batch: Batch, onAnswer: () => void): void {
    const { serverOfHash, roundTripUs } = this.scenario;
    const server = this.servers[serverOfHash[batch.hash]!]!;
    const half = (run: () => void) => this.events.add(this.now + roundTripUs / 2, run);
    half(() => server.receive({ batch, onAnswer: () => half(onAnswer) }));
  }
}

function difference(after: Spent, before: Spent): Spent {
  return {
    commands: after.commands - before.commands,
    cpuUs: after.cpuUs - before.cpuUs,
    syncUs: after.syncUs - before.syncUs,
  };
}
