import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisSettings } from '@app/config';
import { type Store, type StoreGuard, StoreUnavailableError } from '@app/stores';
import type { ChainableCommander } from 'ioredis';
import type { CounterMetrics } from './counter.metrics.js';
import type { RedisClient } from './redis.client.js';
import type { VisitBatch } from './visit-batch.js';
import { VisitBatcher } from './visit-batcher.js';

/** Batches under way at once: one travels while Redis works on the other. More would make smaller batches. */
const LANES = 2;
const MAX_NAMES = 500;
const MAX_WAITING = 10_000;
/** Longer than any outage after which a batch may be sent again. */
const RECORD_LIFETIME_S = 7 * 24 * 3600;
/** Waits before a batch is sent again. */
const BACKOFF_MS = { first: 10, last: 500 };

export interface CountShardOptions extends Pick<RedisSettings, 'timeoutMs' | 'waitReplicas'> {
  /** Decides the slot, and so the node of a Cluster. */
  tag: string;
  client: RedisClient;
  refuses: boolean;
  store: Store;
  metrics: CounterMetrics;
  /** Totals known to have been reached, by name; shared by all shards. */
  floors: Map<string, number>;
}

/** The counts of some names: one hash in one slot of Redis, counted in batches behind a guard. */
export class CountShard {
  private readonly guard: StoreGuard;
  private readonly batcher: VisitBatcher;
  private readonly countsKey: string;
  private readonly laneKeys: string[];
  private readonly sequences = Array.from({ length: LANES }, () => 0);

  constructor(private readonly options: CountShardOptions) {
    const { tag, timeoutMs, refuses, store, metrics } = options;
    // In braces: what all keys of a slot have in common (Redis Cluster specification, "Hash tags").
    const prefix = `minipokedex:{${tag}}`;
    const session = randomUUID();
    this.countsKey = `${prefix}:counts`;
    this.laneKeys = this.sequences.map((_, lane) => `${prefix}:lane:${session}:${lane}`);
    this.guard = store.guard({
      deadlineMs: timeoutMs,
      probe: () => this.probe(`${prefix}:probe`, session),
    });
    this.batcher = new VisitBatcher({
      lanes: LANES,
      maxNames: MAX_NAMES,
      maxWaiting: MAX_WAITING,
      patienceMs: timeoutMs,
      refuses,
      deliver: (batch, lane) => this.deliver(batch, lane),
      onPostponed: (visits) => metrics.visitsUnnumbered(visits),
    });
  }

  get isUp(): boolean {
    return this.guard.isUp;
  }

  /** Calls the listener each time that Redis is found to answer. */
  onUp(listener: () => void): void {
    this.guard.on('up', listener);
  }

  /** Sends the visits that were kept. */
  flush(): void {
    this.batcher.flush();
  }

  visit(name: string): Promise<number | null> {
    return this.batcher.visit(name);
  }

  keep(name: string): void {
    this.batcher.keep(name);
  }

  /** @throws StoreUnavailableError */
  async counts(): Promise<[name: string, count: number][]> {
    const counts = await this.guard.run(() => this.options.client.hgetall(this.countsKey));
    return Object.entries(counts).map(([name, count]) => [name, Number(count)]);
  }

  /** Visits that are not known to be counted. */
  pending(): Iterable<[name: string, visits: number]> {
    return this.batcher.pending();
  }

  /** Sends all that is left, and returns once it is counted. */
  drain(): Promise<void> {
    return this.batcher.drain();
  }

  private async deliver(batch: VisitBatch, lane: number): Promise<readonly number[]> {
    const { floors, metrics } = this.options;
    const names = batch.names();
    const visits = batch.visitsByName();
    const number = ++this.sequences[lane]!;
    const entries = JSON.stringify([names, visits, names.map((name) => floors.get(name) ?? 0)]);
    const answer = await this.untilAnswered(() => this.send(this.laneKeys[lane]!, number, entries));
    const totals = answer.split(' ').map(Number);
    metrics.batchCounted(names, visits);
    names.forEach((name, index) => floors.set(name, Math.max(floors.get(name) ?? 0, totals[index]!)));
    return totals;
  }

  private async send(laneKey: string, number: number, entries: string): Promise<string> {
    const { client, waitReplicas } = this.options;
    const call = [this.countsKey, laneKey, number, RECORD_LIFETIME_S, entries] as const;
    if (waitReplicas === 0) return client.countVisits(...call);
    return (await this.confirmed(client.pipeline().countVisits(...call))) as string;
  }

  /** Writes, as a visit does: a server that is out of memory, read-only or without its replicas answers a ping. */
  private async probe(key: string, value: string): Promise<void> {
    const { client, waitReplicas } = this.options;
    const call = [key, value, 'EX', 60] as const;
    await (waitReplicas === 0 ? client.set(...call) : this.confirmed(client.pipeline().set(...call)));
  }

  /** Sends a write, and returns its answer once enough replicas have it. */
  private async confirmed(write: ChainableCommander): Promise<unknown> {
    const { waitReplicas, timeoutMs } = this.options;
    // In one go: WAIT speaks of the writes of its own connection. Half the deadline, in whole milliseconds: after a whole
    // one the guard takes Redis for dead.
    const answers = await write.wait(waitReplicas, Math.floor(timeoutMs / 2)).exec();
    const [answer, replicas] = answers!.map(([error, each]) => {
      if (error) throw error;
      return each;
    }) as [unknown, number];
    if (replicas < waitReplicas) throw new Error(`${replicas} of ${waitReplicas} replicas have the write`);
    return answer;
  }

  private async untilAnswered(send: () => Promise<string>): Promise<string> {
    for (let wait = BACKOFF_MS.first; ; wait = Math.min(2 * wait, BACKOFF_MS.last)) {
      try {
        return await this.guard.run(send);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await this.guard.untilUp();
        await sleep(wait, undefined, { ref: false });
      }
    }
  }
}
