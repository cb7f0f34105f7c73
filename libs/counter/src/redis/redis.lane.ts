import { setTimeout as sleep } from 'node:timers/promises';
import { type StoreGuard, StoreUnavailableError } from '@app/stores';
import type { CounterMetrics } from '../counter.metrics.js';
import { REDIS_LIMITS } from './redis.limits.js';
import type { VisitBatch } from './visit.batch.js';
import type { BatchLane } from './visit.batcher.js';

export interface RedisLaneOptions {
  guard: StoreGuard;
  /**
   * Runs the script that counts, once. Resolves with the totals of the names, separated by spaces.
   *
   * @param number the batch's number in this lane
   * @param entries as JSON the names, the visits of each, and the floor of each
   */
  count: (number: number, entries: string) => Promise<string>;
  /** Totals known to have been reached, by name; shared by all lanes of the counter. */
  floors: Map<string, number>;
  metrics: CounterMetrics;
}

/**
 * Delivers one batch after the other to Redis, each until it is counted. A batch keeps its number however often it is
 * sent, by which the script recognises a repetition.
 */
export class RedisLane implements BatchLane {
  private lastNumber = 0;

  constructor(private readonly options: RedisLaneOptions) {}

  async deliver(batch: VisitBatch): Promise<readonly number[]> {
    const { floors, metrics } = this.options;
    const names = batch.names();
    const visits = batch.visitsByName();
    // Anew for each sending: after a fail-over what was answered meanwhile is a floor, too.
    const entries = () => JSON.stringify([names, visits, names.map((name) => floors.get(name) ?? 0)]);
    const totals = await this.countOnce(++this.lastNumber, entries);
    metrics.batchCounted(names, visits);
    names.forEach((name, index) => raiseTotal(floors, name, totals[index]!));
    return totals;
  }

  private async countOnce(number: number, entries: () => string): Promise<number[]> {
    const { guard, count } = this.options;
    const { first, last } = REDIS_LIMITS.resendMs;
    for (let pause: number = first; ; pause = Math.min(2 * pause, last)) {
      try {
        const reply = await guard.run(() => count(number, entries()));
        return reply.split(' ').map(Number);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await guard.untilUp();
        await sleep(pause, undefined, { ref: false });
      }
    }
  }
}

/** Records that a name's total has been reached; a lower one changes nothing. */
export function raiseTotal(totals: Map<string, number>, name: string, total: number): void {
  totals.set(name, Math.max(total, totals.get(name) ?? 0));
}
