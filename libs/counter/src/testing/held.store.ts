import type { VisitBatch } from '../redis/visit.batch.js';
import type { BatchLane } from '../redis/visit.batcher.js';

/** Counts in memory, and holds each answer back until it is let go. */
export class HeldStore implements BatchLane {
  /** The batches that were sent, such as `mew 2, abra 1`. */
  readonly sent: string[] = [];
  private readonly totals = new Map<string, number>();
  private readonly held: (() => void)[] = [];

  async deliver(batch: VisitBatch): Promise<number[]> {
    const visits = [...batch.visits()];
    this.sent.push(visits.map((each) => each.join(' ')).join(', '));
    await new Promise<void>((resolve) => this.held.push(resolve));
    return visits.map(([name, count]) => {
      const total = (this.totals.get(name) ?? 0) + count;
      this.totals.set(name, total);
      return total;
    });
  }

  letGo(): void {
    this.held.shift()!();
  }
}
