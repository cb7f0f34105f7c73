import { startDeadline, StoreUnavailableError } from '@app/stores';
import { inBatchSpan } from './counter.spans.js';
import { VisitBatch } from './visit-batch.js';

export interface VisitBatcherOptions {
  /** Batches that may be under way at once. */
  lanes: number;
  /** Names in a batch at most; the others go with the next. */
  maxNames: number;
  /** Visits that may wait for their number; further ones are refused. */
  maxWaiting: number;
  /** How long a visit waits for its number, in milliseconds. */
  patienceMs: number;
  /** Whether a visit that could not be sent in time is refused instead of counted later. */
  refuses: boolean;
  /**
   * Sends a batch until it is counted, and resolves with the totals of its names in their order. A lane is given its
   * next batch only then.
   */
  deliver: (batch: VisitBatch, lane: number) => Promise<readonly number[]>;
  /** Is told of visits that are answered without their number, since it took too long. */
  onPostponed: (visits: number) => void;
}

/**
 * Counts visits in batches: those that arrive during one turn of the event loop go together, and so do those that
 * arrive while all lanes are busy. The busier the service, the larger the batches and the fewer the commands a visit.
 */
export class VisitBatcher {
  private readonly queue = [new VisitBatch()];
  private readonly sent = new Set<VisitBatch>();
  private readonly freeLanes: number[];
  private waiting = 0;
  private flushing = false;
  private onIdle?: () => void;

  constructor(private readonly options: VisitBatcherOptions) {
    this.freeLanes = Array.from({ length: options.lanes }, (_, lane) => lane);
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
    batch.cancelPatience ??= startDeadline(this.options.patienceMs, () => this.runOut(batch));
    if (this.freeLanes.length > 0) this.scheduleFlush();
    return waiter.promise;
  }

  /** Keeps a visit to be counted when that is possible again. */
  keep(name: string): void {
    this.batchFor(name).add(name);
  }

  /** Sends what is there, as far as lanes are free. */
  flush(): void {
    // One whose visits were all refused is empty.
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
    if (!this.isIdle) await new Promise<void>((resolve) => (this.onIdle = resolve));
  }

  private get isIdle(): boolean {
    return this.sent.size === 0 && this.queue.every(({ size }) => size === 0);
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
    // Not a microtask: it would run before the turn's other requests are read.
    setImmediate(() => {
      this.flushing = false;
      this.flush();
    });
  }

  private async send(batch: VisitBatch): Promise<void> {
    const lane = this.freeLanes.pop()!;
    if (this.queue.length === 0) this.queue.push(new VisitBatch());
    this.sent.add(batch);
    const totals = await inBatchSpan(batch, () => this.options.deliver(batch, lane));
    this.waiting -= batch.waiting;
    batch.handOut(totals);
    this.sent.delete(batch);
    this.freeLanes.push(lane);
    this.flush();
    if (this.isIdle) this.onIdle?.();
  }

  /** A batch that was sent may have been counted, whatever became of the answer: its visits can't be refused. */
  private runOut(batch: VisitBatch): void {
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
