import { writeFileSync } from 'node:fs';
import type { Answer } from '../http/raw.connection.js';
import { NameHistory } from './name.history.js';

/** Records the answer to every visit, for a comparison with the counts in Redis at the end. */
export class VisitLedger {
  /** Visits answered with a number. */
  answered = 0;
  /** Moments at which a visit was answered with 503, in milliseconds since 1970. */
  readonly refusals: number[] = [];
  private readonly histories = new Map<string, NameHistory>();

  /**
   * Records an answer that has just come.
   *
   * @param begin when the visit began, by `performance.now()`
   * @returns whether it is one of the three that a visitor may get: a number, null or 503
   */
  record(name: string, { status, head, body }: Answer, begin: number): boolean {
    const count = /"count": (\d+|null)/.exec(body)?.[1];
    if (status === 200 && count === 'null' && /\r\nx-degraded: counter/i.test(head)) {
      this.history(name).nulls.push(begin);
    } else if (status === 200 && count !== undefined && count !== 'null') {
      this.history(name).number(Number(count), begin, performance.now());
      this.answered += 1;
    } else if (status === 503 && /\r\nretry-after: \d/i.test(head)) {
      this.refusals.push(Date.now());
    } else {
      return false;
    }
    return true;
  }

  /** Records that an answer was lost with the service itself: the visit may or may not be counted. */
  lost(name: string, begin: number): void {
    this.history(name).unknown.push(begin);
  }

  /** Records the list of all counts, as far as their names were visited, when it has just come. */
  read({ status, body }: Answer, begin: number): void {
    if (status !== 200) return;
    const end = performance.now();
    const { data } = JSON.parse(body) as { data: { name: string; count: number | null }[] };
    for (const { name, count } of data) {
      if (count !== null) this.histories.get(name)?.read(count, begin, end);
    }
  }

  /** Visits answered with 503. */
  get refused(): number {
    return this.refusals.length;
  }

  get nulls(): number {
    return this.sum(({ nulls }) => nulls.length);
  }

  get unknown(): number {
    return this.sum(({ unknown }) => unknown.length);
  }

  /** The highest number of the name that was answered; 0 if none was. */
  highest(name: string): number {
    return this.histories.get(name)?.highest ?? 0;
  }

  /** The lowest number of the name that was answered; infinite if none was. */
  lowest(name: string): number {
    return this.histories.get(name)?.lowest ?? Infinity;
  }

  /** Numbers of a name that were answered twice. */
  repeated(name: string): readonly number[] {
    return this.histories.get(name)?.repeated ?? [];
  }

  /**
   * Compares with the counts, one sentence for each broken promise.
   *
   * @param counts of all names, which were 0 when the ledger began
   */
  faults(counts: ReadonlyMap<string, number>): string[] {
    const faults: string[] = [];
    for (const [name, count] of counts) {
      if (!this.histories.has(name)) faults.push(`${name}: ${count} counted, but no visit was answered`);
    }
    for (const [name, history] of this.histories)
      faults.push(...history.faults(counts.get(name) ?? 0).map((fault) => `${name}: ${fault}`));
    return faults;
  }

  /** Writes all operations into a file, one a line as JSON, and at last the counts. */
  write(path: string, counts: ReadonlyMap<string, number>): void {
    const lines: string[] = [];
    for (const [name, history] of this.histories) for (const line of history.lines(name)) lines.push(line);
    const now = performance.now();
    for (const [name, read] of counts) lines.push(JSON.stringify({ name, read, begin: now, end: now }));
    writeFileSync(path, lines.join('\n'));
  }

  /** A summary in one line. */
  figures(counts: ReadonlyMap<string, number>): string {
    const counted = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return (
      `${this.answered} numbers answered, ${this.nulls} null, ${this.refused} refused, ${this.unknown} unknown; ` +
      `${counted} counted; ${this.sum(({ repeated }) => repeated.length)} answered twice`
    );
  }

  private history(name: string): NameHistory {
    let history = this.histories.get(name);
    if (!history) this.histories.set(name, (history = new NameHistory()));
    return history;
  }

  private sum(figure: (history: NameHistory) => number): number {
    return [...this.histories.values()].reduce((sum, history) => sum + figure(history), 0);
  }
}
