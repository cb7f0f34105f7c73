import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisSettings } from '@app/config';
import type { StoreGuard } from '@app/stores';
import type { CounterMetrics } from '../counter.metrics.js';
import { countVisits } from './count.script.js';
import type { RedisClient } from './redis.client.js';
import { REDIS_LIMITS } from './redis.limits.js';
import type { VisitBatch } from './visit.batch.js';
import type { BatchLane } from './visit.batcher.js';

export interface RedisLaneOptions {
  client: RedisClient;
  redis: RedisSettings;
  guard: StoreGuard;
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

  constructor(
    private readonly keys: readonly [counts: string, record: string],
    private readonly options: RedisLaneOptions,
  ) {}

  async deliver(batch: VisitBatch): Promise<readonly number[]> {
    const { floors, metrics } = this.options;
    const names = batch.names();
    const visits = batch.visitsByName();
    // Anew for each sending: after a fail-over what was answered meanwhile is a floor, too.
    const entries = () => JSON.stringify([names, visits, names.map((name) => floors.get(name) ?? 0)]);
    const reply = await this.countOnce(++this.lastNumber, entries);
    const totals = reply.split(' ').map(Number);
    metrics.batchCounted(names, visits);
    names.forEach((name, index) => raiseTotal(floors, name, totals[index]!));
    return totals;
  }

  private async countOnce(number: number, entries: () => string): Promise<string> {
    const { client, redis, guard } = this.options;
    const { first, last } = REDIS_LIMITS.resendMs;
    for (let pause: number = first; ; pause = Math.min(2 * pause, last)) {
      try {
        return await guard.run(() => countVisits(client, redis, this.keys, number, entries()));
      } catch {
        await guard.untilUp();
        await sleep(pause, undefined, { ref: false });
      }
    }
  }
}

/** Records that a name's total has been reached; a lower one changes nothing, nor does what is no number of visits. */
export function raiseTotal(totals: Map<string, number>, name: string, total: number): void {
  if (Number.isSafeInteger(total)) totals.set(name, Math.max(total, totals.get(name) ?? 0));
}
