import type { Answer } from '../http/raw.connection.js';

/** The answers to visits of one name. */
class NameEntry {
  readonly numbers = new Set<number>();
  readonly repeated: number[] = [];
  nulls = 0;
  unknown = 0;
  lowest = Infinity;
  highest = 0;
}

/** Records the answer to every visit, for a comparison with the counts in Redis at the end. */
export class VisitLedger {
  /** Visits answered with a number. */
  answered = 0;
  /** Moments at which a visit was answered with 503, in milliseconds since 1970. */
  readonly refusals: number[] = [];
  private readonly entries = new Map<string, NameEntry>();

  /**
   * Records an answer.
   *
   * @returns whether it is one of the three that a visitor may get: a number, null or 503
   */
  record(name: string, { status, head, body }: Answer): boolean {
    const count = /"count": (\d+|null)/.exec(body)?.[1];
    if (status === 200 && count === 'null' && /\r\nx-degraded: counter/i.test(head)) {
      this.entry(name).nulls += 1;
    } else if (status === 200 && count !== undefined && count !== 'null') {
      this.number(name, Number(count));
    } else if (status === 503 && /\r\nretry-after: \d/i.test(head)) {
      this.refusals.push(Date.now());
    } else {
      return false;
    }
    return true;
  }

  /** Records that an answer was lost with the service itself: the visit may or may not be counted. */
  lost(name: string): void {
    this.entry(name).unknown += 1;
  }

  /** Visits answered with 503. */
  get refused(): number {
    return this.refusals.length;
  }

  get nulls(): number {
    return this.sum((entry) => entry.nulls);
  }

  get unknown(): number {
    return this.sum((entry) => entry.unknown);
  }

  /** The highest number of the name that was answered; 0 if none was. */
  highest(name: string): number {
    return this.entries.get(name)?.highest ?? 0;
  }

  /** The lowest number of the name that was answered; infinite if none was. */
  lowest(name: string): number {
    return this.entries.get(name)?.lowest ?? Infinity;
  }

  /** Numbers of a name that were answered twice. */
  repeated(name: string): readonly number[] {
    return this.entries.get(name)?.repeated ?? [];
  }

  /**
   * Compares with the counts, one sentence for each broken promise.
   *
   * @param counts of all names, which were 0 when the ledger began
   */
  faults(counts: ReadonlyMap<string, number>): string[] {
    const faults: string[] = [];
    for (const [name, count] of counts) {
      if (!this.entries.has(name)) faults.push(`${name}: ${count} counted, but no visit was answered`);
    }
    for (const [name, entry] of this.entries) faults.push(...faultsOf(name, entry, counts.get(name) ?? 0));
    return faults;
  }

  /** A summary in one line. */
  figures(counts: ReadonlyMap<string, number>): string {
    const counted = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return (
      `${this.answered} numbers answered, ${this.nulls} null, ${this.refused} refused, ${this.unknown} unknown; ` +
      `${counted} counted; ${this.sum((entry) => entry.repeated.length)} answered twice`
    );
  }

  private number(name: string, number: number): void {
    const entry = this.entry(name);
    if (entry.numbers.has(number)) entry.repeated.push(number);
    entry.numbers.add(number);
    entry.lowest = Math.min(entry.lowest, number);
    entry.highest = Math.max(entry.highest, number);
    this.answered += 1;
  }

  private entry(name: string): NameEntry {
    let entry = this.entries.get(name);
    if (!entry) this.entries.set(name, (entry = new NameEntry()));
    return entry;
  }

  private sum(figure: (entry: NameEntry) => number): number {
    return [...this.entries.values()].reduce((sum, entry) => sum + figure(entry), 0);
  }
}

/**
 * The numbers of a name are distinct and none is above its count, so that it takes one comparison to know that each
 * number from 1 on belongs to exactly one visit: answered, null or unknown.
 */
function faultsOf(name: string, entry: NameEntry, count: number): string[] {
  const faults = repetitionsOf(name, entry);
  const { numbers, nulls, unknown, highest } = entry;
  if (highest > count) faults.push(`${name}: ${highest} was answered, but the count is ${count}`);
  const surplus = count - numbers.size - nulls;
  if (surplus > unknown) faults.push(`${name}: ${surplus - unknown} of ${count} counted for no visit`);
  if (surplus < 0) faults.push(`${name}: ${-surplus} of ${numbers.size + nulls} visits never counted`);
  return faults;
}

function repetitionsOf(name: string, { repeated }: NameEntry): string[] {
  return repeated.length > 0 ? [`${name}: answered twice: ${repeated.slice(0, 10).join(', ')}`] : [];
}
