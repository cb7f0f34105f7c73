import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { type StoreName, StoreUnavailableError } from './store-error.js';
import { StoreLog } from './store-log.js';
import type { StoreMetrics } from './store-metrics.js';
import { withDeadline } from './with-deadline.js';

/** How often a store that is down is asked whether it is back. */
const PROBE_INTERVAL_MS = 250;

export interface StoreGuardOptions {
  store: StoreName;
  /** Longest wait for one call, in milliseconds. */
  deadlineMs: number;
  /** Resolves if the store answers; also called to connect for the first time. */
  probe: () => Promise<unknown>;
  metrics: Pick<StoreMetrics, 'startTimer' | 'up'>;
  /** Given if several guards stand before one store. */
  log?: StoreLog;
}

/** What a health report says of a store. */
export interface StoreStatus {
  up: boolean;
  latencyMs: number;
  message?: string;
}

/**
 * Stands between the service and one store: each call has a deadline, and a failed one opens the circuit, so that
 * further calls fail at once (M. Nygard, Release It!, "Circuit Breaker"). While it is open a probe in the background
 * asks for the store, never a visitor's request; the first answer closes it.
 */
export class StoreGuard {
  private readonly log: StoreLog;
  private up = true;
  /** How often the circuit was opened: a call that began before the last time says nothing of the store as it is now. */
  private openings = 0;
  private stopped = false;
  private retry?: NodeJS.Timeout;
  private checking?: Promise<StoreStatus>;
  /** What it logs and starts belongs to none of the requests, one of which found the store down. */
  private readonly watch = AsyncLocalStorage.bind(() => void this.probe());
  private readonly events = new EventEmitter<{ up: [] }>().setMaxListeners(0);

  constructor(private readonly options: StoreGuardOptions) {
    this.log = options.log ?? new StoreLog(options.store, () => [this]);
  }

  /** Connects, and returns once the store answered or turned out to be down. Never throws. */
  async start(): Promise<void> {
    this.setUp(false);
    try {
      await this.withDeadline(this.options.probe);
      this.close();
    } catch (error) {
      this.open(error);
    }
  }

  /** Whether calls are let through. */
  get isUp(): boolean {
    return this.up;
  }

  /**
   * Makes one call to the store.
   *
   * @throws StoreUnavailableError at once while the store is down, and when the call fails or misses its deadline
   */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (!this.up) throw new StoreUnavailableError(this.options.store, 'it is known to be down');
    const { openings } = this;
    try {
      return await this.measure(call);
    } catch (error) {
      if (openings === this.openings) this.open(error);
      throw this.unavailable(error);
    }
  }

  /** Calls the listener each time the circuit closes, the first time included. */
  onUp(listener: () => void): void {
    this.events.on('up', listener);
  }

  /** Returns when the circuit is closed. */
  async untilUp(): Promise<void> {
    if (!this.up) await once(this.events, 'up');
  }

  /**
   * Asks the store now, whatever is known of it; all who want to know meanwhile share the answer. One that is up again
   * gets calls from now on, so that whoever was told so is served.
   */
  check(): Promise<StoreStatus> {
    this.checking ??= this.ask().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async ask(): Promise<StoreStatus> {
    const { openings } = this;
    const startedAt = performance.now();
    const message = await this.withDeadline(this.options.probe).then(
      () => undefined,
      (error: unknown) => reasonOf(error),
    );
    const latencyMs = Math.round((performance.now() - startedAt) * 100) / 100;
    if (message === undefined && openings === this.openings) this.close();
    return { up: message === undefined, latencyMs, ...(message !== undefined && { message }) };
  }

  /** Ends the probing, and with it all changes between up and down. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
  }

  private async measure<Result>(call: () => Promise<Result>): Promise<Result> {
    const stopTimer = this.options.metrics.startTimer(this.options.store);
    try {
      const result = await this.withDeadline(call);
      stopTimer('ok');
      return result;
    } catch (error) {
      stopTimer('error');
      throw error;
    }
  }

  private withDeadline<Result>(call: () => Promise<Result>): Promise<Result> {
    return withDeadline(call, this.options.deadlineMs);
  }

  private open(error: unknown): void {
    if (this.stopped) return;
    this.openings += 1;
    this.setUp(false);
    this.log.down(reasonOf(error));
    this.watch();
  }

  private close(): void {
    if (this.stopped || this.up) return;
    clearTimeout(this.retry);
    this.setUp(true);
    this.log.up();
    this.events.emit('up');
  }

  private setUp(up: boolean): void {
    this.up = up;
    this.options.metrics.up(this.options.store, up);
  }

  /** Asks for the store until it answers or is known to. Runs once for each opening of the circuit. */
  private async probe(): Promise<void> {
    const { openings } = this;
    const { message } = await this.ask();
    if (this.stopped || this.up || openings !== this.openings) return;
    this.log.stillDown(message!);
    this.retry = setTimeout(() => void this.probe(), PROBE_INTERVAL_MS);
  }

  private unavailable(error: unknown): StoreUnavailableError {
    return new StoreUnavailableError(this.options.store, reasonOf(error), { cause: error });
  }
}

/** A short reason without addresses' credentials: drivers put none in `code` and `message`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return error.message || code || error.name;
}
