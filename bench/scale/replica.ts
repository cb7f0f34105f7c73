import { REDIS_LIMITS } from '../../libs/counter/src/redis/redis.limits.js';
import type { Scenario } from './scenario.js';

/** Visits of names of one hash that go to Redis together. */
export interface Batch {
  hash: number;
  names: Set<number>;
  arrivals: number[];
}

/** What replicas and servers need of the world around them; times are in microseconds. */
export interface World {
  readonly scenario: Scenario;
  readonly now: number;
  later(delay: number, run: () => void): void;
  /** Brings a batch to Redis, and calls back when its answer has come. */
  deliver(batch: Batch, onAnswer: () => void): void;
  /** Notes that the visits of a batch have their numbers. */
  counted(batch: Batch): void;
}

/**
 * The event loop of one replica and its batchers, as libs/counter has them. A turn takes what has come in: visits join
 * the batch of their hash, and answers free their lanes. At its end each hash sends its batch if a lane is free; else
 * the batch goes on growing.
 */
export class Replica {
  private readonly queued = new Map<number, Batch>();
  private readonly busyLanes: number[];
  private visits: { name: number; arrival: number }[] = [];
  private answers: Batch[] = [];
  private turning = false;

  constructor(private readonly world: World) {
    this.busyLanes = world.scenario.serverOfHash.map(() => 0);
  }

  visit(name: number): void {
    this.visits.push({ name, arrival: this.world.now });
    this.wake();
  }

  private wake(): void {
    if (this.turning || this.visits.length + this.answers.length === 0) return;
    this.turning = true;
    const { visits, answers } = this;
    this.visits = [];
    this.answers = [];
    // Half of a visit's work is done when it comes, half when it is answered.
    const halves = answers.reduce((sum, { arrivals }) => sum + arrivals.length, visits.length);
    const { turnUs, visitUs } = this.world.scenario;
    this.world.later(turnUs + (halves * visitUs) / 2, () => this.endTurn(visits, answers));
  }

  private endTurn(visits: typeof this.visits, answers: Batch[]): void {
    for (const batch of answers) {
      this.busyLanes[batch.hash]! -= 1;
      this.world.counted(batch);
    }
    for (const { name, arrival } of visits) {
      const batch = this.batchOf(this.world.scenario.hashOfName[name]!);
      batch.names.add(name);
      batch.arrivals.push(arrival);
    }
    for (const batch of this.queued.values())
      if (this.busyLanes[batch.hash]! < REDIS_LIMITS.lanes) this.send(batch);
    this.turning = false;
    this.wake();
  }

  private batchOf(hash: number): Batch {
    let batch = this.queued.get(hash);
    if (!batch) this.queued.set(hash, (batch = { hash, names: new Set(), arrivals: [] }));
    return batch;
  }

  private send(batch: Batch): void {
    this.queued.delete(batch.hash);
    this.busyLanes[batch.hash]! += 1;
    this.world.deliver(batch, () => {
      this.answers.push(batch);
      this.wake();
    });
  }
}
