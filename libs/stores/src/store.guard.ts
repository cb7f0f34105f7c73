import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import type { StoreMetrics } from './store.metrics.js';
import { type StoreName, StoreUnavailableError } from './store-unavailable.error.js';
import { withDeadline } from './with-deadline.js';

/** From one probe of a store that is down to the next, unless the probe itself takes longer. */
const PROBE_INTERVAL_MS = 250;

export interface StoreGuardOptions {
  /** Longest wait for one call or one probe, in milliseconds. No driver needs a timer of its own beside it. */
  deadlineMs: number;
  /** Resolves if the store answers; the first probe also connects. */
  probe: () => Promise<unknown>;
  /**
   * Whether a call failed only because its connection broke, or there was none. Such a call is made again until it is
   * answered or its deadline passes, so calls must be ones that may be repeated.
   */
  isBroken?: (error: unknown) => boolean;
  /**
   * Runs when a call or a probe misses its deadline, before the circuit opens and before the next probe: the place to
   * cut connections that went silent, so that what else waits on them fails too.
   */
  onExpired?: (reason: string) => void;
  /** Names the guarded server in logs and reports, where a store has several. */
  address?: string;
}

/** What a health check found. */
export interface StoreStatus {
  up: boolean;
  latencyMs: number;
  /** Why it is not up. */
  message?: string;
}

interface StoreGuardEvents {
  /** Calls are let through. */
  up: [];
  /** Calls are refused; without a reason before the first probe. */
  down: [reason?: string];
  /** A probe in the background failed. */
  stillDown: [reason: string];
}

/**
 * Stands between the service and one store, or one server of it. Each call has a deadline, and a failed one opens the
 * circuit, so that further calls fail at once (M. Nygard, Release It!, "Circuit Breaker"). While it is open a probe in
 * the background looks for the store, never a visitor's request; the first answer closes it.
 */
export class StoreGuard extends EventEmitter<StoreGuardEvents> {
  private up = true;
  /** How often the circuit was opened: the outcome of a call that began before the last time is out of date. */
  private openings = 0;
  private stopped = false;
  private retry?: NodeJS.Timeout;
  private checking?: Promise<StoreStatus>;
  /** Runs outside the async context of the request that found the store down. */
  private readonly startProbing = AsyncLocalStorage.bind(() => void this.probeUntilUp());

  constructor(
    private readonly store: StoreName,
    private readonly metrics: StoreMetrics,
    private readonly options: StoreGuardOptions,
  ) {
    super();
    // Any number of callers may wait in untilUp().
    this.setMaxListeners(0);
  }

  /** Connects, and returns once the store answered or turned out to be down. Never throws. */
  async start(): Promise<void> {
    this.up = false;
    this.emit('down');
    try {
      await this.probe();
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
    this.refuseWhileDown();
    const { openings } = this;
    const startedAt = performance.now();
    try {
      const result = await this.withDeadline(call);
      this.metrics.called('ok', startedAt);
      return result;
    } catch (error) {
      this.metrics.called('error', startedAt);
      if (openings === this.openings) this.open(error);
      throw new StoreUnavailableError(this.store, reasonOf(error), { cause: error });
    }
  }

  /**
   * Makes a call that no visitor waits for, and whose failure, as of one that is not permitted, turns none away.
   *
   * @throws StoreUnavailableError at once while the store is down, else whatever the call throws or a missed deadline
   */
  async ask<Result>(call: () => Promise<Result>): Promise<Result> {
    this.refuseWhileDown();
    return this.withDeadline(call);
  }

  /** Returns when calls are let through. */
  async untilUp(): Promise<void> {
    if (!this.up) await once(this, 'up');
  }

  /**
   * Probes the store now, whatever is known about it; concurrent callers share the answer. If it answers, calls are let
   * through from now on, so that whoever reads the report is served.
   */
  check(): Promise<StoreStatus> {
    this.checking ??= this.examine().finally(() => (this.checking = undefined));
    return this.checking;
  }

  /** Ends the probing, and with it all changes between up and down. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
  }

  private refuseWhileDown(): void {
    if (!this.up) throw new StoreUnavailableError(this.store, 'it is known to be down');
  }

  private probe(): Promise<unknown> {
    return this.withDeadline(this.options.probe);
  }

  private withDeadline<Result>(call: () => Promise<Result>): Promise<Result> {
    const { deadlineMs, isBroken, onExpired } = this.options;
    return withDeadline(call, deadlineMs, onExpired, isBroken);
  }

  private async examine(): Promise<StoreStatus> {
    const { openings } = this;
    const startedAt = performance.now();
    const message = await this.probe().then(
      () => undefined,
      (error: unknown) => this.located(error),
    );
    const latencyMs = Math.round((performance.now() - startedAt) * 100) / 100;
    if (message === undefined && openings === this.openings) this.close();
    return { up: message === undefined, latencyMs, ...(message !== undefined && { message }) };
  }

  private open(error: unknown): void {
    if (this.stopped) return;
    this.openings += 1;
    this.up = false;
    this.emit('down', this.located(error));
    this.startProbing();
  }

  private close(): void {
    if (this.stopped || this.up) return;
    clearTimeout(this.retry);
    this.up = true;
    this.emit('up');
  }

  /** Runs once for each opening of the circuit. */
  private async probeUntilUp(): Promise<void> {
    const { openings } = this;
    const { message, latencyMs } = await this.examine();
    if (this.stopped || this.up || openings !== this.openings) return;
    this.emit('stillDown', message!);
    this.retry = setTimeout(() => void this.probeUntilUp(), Math.max(0, PROBE_INTERVAL_MS - latencyMs));
  }

  private located(error: unknown): string {
    const { address } = this.options;
    return address === undefined ? reasonOf(error) : `${address} (${reasonOf(error)})`;
  }
}

/** A short reason without credentials: drivers put none in `code` and `message`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return error.message || code || error.name;
}
