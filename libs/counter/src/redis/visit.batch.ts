import { recordedSpan } from '@app/observability';
import type { Span } from '@opentelemetry/api';

/** Spans kept for links: as many as OpenTelemetry gives a span by default. */
const MAX_VISIT_SPANS = 128;

/** A visit that waits for its number; `null` stands for one that will be counted later. */
export interface Waiter {
  resolve: (number: number | null) => void;
  reject: (error: Error) => void;
}

interface NamedVisits {
  visits: number;
  waiters: Waiter[];
}

/** Visits by name that are not counted yet, with those among them that wait for their number. */
export class VisitBatch {
  /** Cancels the timer that fires when its visits have waited long enough; there is none before the first waits. */
  cancelPatience?: () => void;
  /** The recorded spans of its first visits. */
  readonly visitSpans: Span[] = [];
  private readonly named = new Map<string, NamedVisits>();
  private waiterCount = 0;

  /** How many names it holds. */
  get size(): number {
    return this.named.size;
  }

  /** How many visits wait for their number. */
  get waiting(): number {
    return this.waiterCount;
  }

  /** Its names. */
  names(): string[] {
    return [...this.named.keys()];
  }

  /** The visits of each name, in the order of `names()`. */
  visitsByName(): number[] {
    return Array.from(this.named.values(), ({ visits }) => visits);
  }

  /** The visits of each name. */
  *visits(): Generator<[name: string, visits: number]> {
    for (const [name, { visits }] of this.named) yield [name, visits];
  }

  has(name: string): boolean {
    return this.named.has(name);
  }

  /** Adds a visit; without a waiter nobody waits for its number. */
  add(name: string, waiter?: Waiter): void {
    let named = this.named.get(name);
    if (!named) this.named.set(name, (named = { visits: 0, waiters: [] }));
    named.visits += 1;
    const span = recordedSpan();
    if (span && this.visitSpans.length < MAX_VISIT_SPANS) this.visitSpans.push(span);
    if (!waiter) return;
    named.waiters.push(waiter);
    this.waiterCount += 1;
  }

  /**
   * Gives each visit that waits a number of its own: the last numbers up to its name's total.
   *
   * @param totals of the names, in the order of `names()`
   */
  handOut(totals: readonly number[]): void {
    let index = 0;
    for (const { waiters } of this.named.values()) {
      let number = totals[index++]! - waiters.length;
      for (const waiter of waiters) waiter.resolve(++number);
    }
    this.forgetWaiters();
  }

  /** Answers the visits that wait without a number: they will be counted later. */
  postpone(): void {
    for (const { waiters } of this.named.values()) for (const waiter of waiters) waiter.resolve(null);
    this.forgetWaiters();
  }

  /** Removes the visits that wait from the batch, uncounted. */
  refuse(error: Error): void {
    for (const [name, named] of this.named) {
      for (const waiter of named.waiters) waiter.reject(error);
      named.visits -= named.waiters.length;
      if (named.visits === 0) this.named.delete(name);
    }
    this.forgetWaiters();
  }

  private forgetWaiters(): void {
    this.cancelPatience?.();
    for (const named of this.named.values()) named.waiters = [];
    this.waiterCount = 0;
  }
}
