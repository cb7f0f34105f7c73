import { startDeadline, StoreUnavailableError } from '@app/stores';
import { inBatchSpan } from './redis.spans.js';
import { VisitBatch } from './visit.batch.js';

/** Takes one batch at a time to where it is counted. */
export interface BatchLane {
  /** Sends a batch until it is counted. Resolves with the totals of its names, in the order of `names()`. */
  deliver(batch: VisitBatch): Promise<readonly number[]>;
}

export interface VisitBatcherOptions {
  lanes: readonly BatchLane[];
  /** Names in a batch at most; the others go with the next. */
  maxNames: number;
  /** Visits that may wait for their number; further ones are refused. */
  maxWaiting: number;
  /** How long a visit waits for its number, in milliseconds. */
  patienceMs: number;
  /** Whether a visit that could not be sent in time is refused instead of counted later. */
  refuses: boolean;
  /** Runs when visits are answered without their number, since it took too long. */
  onPostponed: (visits: number) => void;
}

/**
 * Counts visits in batches: those that arrive during one turn of the event loop go together, and so do those that
 * arrive while all lanes are busy. The busier the service, the larger the batches and the fewer the commands a visit.
 */
export class VisitBatcher {
  private readonly queue = [new VisitBatch()];
  private readonly sent = new Set<VisitBatch>();
  private readonly freeLanes: BatchLane[];
  private waiting = 0;
  private flushing = false;
  private onIdle?: () => void;

  constructor(private readonly options: VisitBatcherOptions) {
    this.freeLanes = [...options.lanes];
  }

  /**
   * Counts a visit.
   *
   * @returns its number, or null if it was not counted in time and will be later
   * @throws StoreUnavailableError if it is not counted
   */
  visit(name: string): Promise<number | null> {
    if (this.waiting >= this.options.maxWaiting) {
      return Promise.reject(new StoreUnavailableError('redis', `${this.waiting} visits are waiting`));
    }
    const waiter = Promise.withResolvers<number | null>();
    const batch = this.batchFor(name);
    batch.add(name, waiter);
    this.waiting += 1;
    batch.cancelPatience ??= startDeadline(this.options.patienceMs, () => this.expire(batch));
    if (this.freeLanes.length > 0) this.scheduleFlush();
    return waiter.promise;
  }

  /** Keeps a visit without a waiting visitor, to be counted when that is possible again. */
  keep(name: string): void {
    this.batchFor(name).add(name);
  }

  /** Sends what is queued, as far as lanes are free. */
  flush(): void {
    // A batch whose visits were all refused is empty.
    while (this.queue.length > 1 && this.queue[0]!.size === 0) this.queue.shift();
    while (this.freeLanes.length > 0 && this.queue[0]!.size > 0) void this.send(this.queue.shift()!);
  }

  /** Visits that are not known to be counted. */
  *pending(): Generator<[name: string, visits: number]> {
    for (const batch of [...this.sent, ...this.queue]) yield* batch.visits();
  }

  /** Sends all that is left, and returns once it is counted. */
  async drain(): Promise<void> {
    this.flush();
    if (this.sent.size > 0) await new Promise<void>((resolve) => (this.onIdle = resolve));
  }

  private batchFor(name: string): VisitBatch {
    const last = this.queue.at(-1)!;
    if (last.size < this.options.maxNames || last.has(name)) return last;
    const next = new VisitBatch();
    this.queue.push(next);
    return next;
  }

  private scheduleFlush(): void {
    if (this.flushing) return;
    this.flushing = true;
    // Not a microtask, which would run before the other requests of this turn are read.
    setImmediate(() => {
      this.flushing = false;
      this.flush();
    });
  }

  private async send(batch: VisitBatch): Promise<void> {
    const lane = this.freeLanes.pop()!;
    if (this.queue.length === 0) this.queue.push(new VisitBatch());
    this.sent.add(batch);
    const totals = await inBatchSpan(batch, () => lane.deliver(batch));
    this.waiting -= batch.waiting;
    batch.handOut(totals);
    this.sent.delete(batch);
    this.freeLanes.push(lane);
    this.flush();
    if (this.sent.size === 0) this.onIdle?.();
  }

  /** Ends the wait of a batch's visits. Once sent it may have been counted, so its visits can't be refused any more. */
  private expire(batch: VisitBatch): void {
    const { waiting } = batch;
    this.waiting -= waiting;
    batch.cancelPatience = undefined;
    if (this.options.refuses && !this.sent.has(batch)) {
      batch.refuse(new StoreUnavailableError('redis', 'no batch could be sent in time'));
    } else {
      batch.postpone();
      this.options.onPostponed(waiting);
    }
  }
}
