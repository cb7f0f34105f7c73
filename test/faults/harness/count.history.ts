import { setInterval as every } from 'node:timers/promises';
import type { VisitLedger } from '@app/testing';

/** Between two moments that are noted, in milliseconds. */
const NOTE_MS = 50;

/** The highest answered number of some names at past moments. */
export class CountHistory {
  private readonly moments: { at: number; highest: Map<string, number> }[] = [];

  private constructor(private readonly names: readonly string[]) {}

  /** Samples the ledger for so many milliseconds. */
  static async of(ledger: VisitLedger, names: readonly string[], lengthMs: number): Promise<CountHistory> {
    const history = new CountHistory(names);
    const startedAt = performance.now();
    for await (const _ of every(NOTE_MS)) {
      history.note(ledger);
      if (performance.now() > startedAt + lengthMs) break;
    }
    return history;
  }

  /** The highest number of each name that had been answered so many milliseconds ago. */
  ago(milliseconds: number): ReadonlyMap<string, number> {
    const moment = this.moments.findLast(({ at }) => at < performance.now() - milliseconds);
    if (!moment) throw new Error(`nothing was noted ${milliseconds} ms ago`);
    return moment.highest;
  }

  private note(ledger: VisitLedger): void {
    const highest = new Map(this.names.map((name) => [name, ledger.highest(name)]));
    this.moments.push({ at: performance.now(), highest });
  }
}
