/** A reading of n comes after the visit with the number n, and before the next. */
const AFTER = 0.5;
/** Faults of one kind that are told. */
const MOST_TOLD = 10;

/** What visitors saw of one name, and when; times in milliseconds. Columns, since there are millions of visits. */
export class NameHistory {
  readonly repeated: number[] = [];
  /** When the visits began that were answered with null. */
  readonly nulls: number[] = [];
  /** When the visits began whose answer was lost: they may be counted or not. */
  readonly unknown: number[] = [];
  lowest = Infinity;
  highest = 0;
  private readonly numbers = new Set<number>();
  /** Of visits with a number, and of readings: the place among all visits, the begin, the end. */
  private readonly places: number[] = [];
  private readonly begins: number[] = [];
  private readonly ends: number[] = [];

  number(number: number, begin: number, end: number): void {
    if (this.numbers.has(number)) this.repeated.push(number);
    this.numbers.add(number);
    this.lowest = Math.min(this.lowest, number);
    this.highest = Math.max(this.highest, number);
    this.place(number, begin, end);
  }

  read(count: number, begin: number, end: number): void {
    this.place(count + AFTER, begin, end);
  }

  /**
   * Tells which promises were broken, the order of time last: it means nothing where numbers are missing or repeated.
   *
   * @param count the number of visits at the end; at the begin it was 0
   */
  faults(count: number): string[] {
    const faults: string[] = [];
    const { numbers, nulls, unknown, highest, repeated } = this;
    if (repeated.length > 0) faults.push(`answered twice: ${repeated.slice(0, MOST_TOLD).join(', ')}`);
    if (highest > count) faults.push(`${highest} was answered, but the count is ${count}`);
    // The numbers are distinct and none is above the count, so each from 1 on belongs to one visit.
    const surplus = count - numbers.size - nulls.length;
    if (surplus > unknown.length) faults.push(`${surplus - unknown.length} of ${count} counted for no visit`);
    if (surplus < 0) faults.push(`${-surplus} of ${numbers.size + nulls.length} visits never counted`);
    return faults.length > 0 ? faults : this.disorder(count);
  }

  /** The history with one operation a line, as JSON; without an end it is open. */
  *lines(name: string): Generator<string> {
    for (const [index, place] of this.places.entries()) {
      const kind = Number.isInteger(place) ? { number: place } : { read: place - AFTER };
      yield JSON.stringify({ name, ...kind, begin: this.begins[index], end: this.ends[index] });
    }
    for (const begin of this.nulls) yield JSON.stringify({ name, number: null, begin });
    for (const begin of this.unknown) yield JSON.stringify({ name, lost: true, begin });
  }

  /**
   * Decides whether the history is linearizable (M. Herlihy, J. Wing, "Linearizability: A Correctness Condition for
   * Concurrent Objects", 1990) as that of a counter. Numbers and readings tell the only order there can be, so it is one
   * of real time if none began after a later one ended: one pass from the last, which keeps the earliest end (as P.
   * Gibbons and E. Korach do for registers, "Testing Shared Memories", 1997).
   *
   * A number that nobody was given belongs to a visit without one, which may be counted at any time after it began, and
   * so before the earliest end of what comes later. These intervals are open to one side, so pairing both in order finds
   * a visit for each number, and a number for each `null`, if there are any; then one pairing does both (N. Mendelsohn,
   * A. Dulmage, "Some generalizations of the problem of distinct representatives", 1958).
   */
  private disorder(count: number): string[] {
    const { places, begins, ends, nulls, unknown } = this;
    const faults: string[] = [];
    const gaps: { number: number; deadline: number }[] = [];
    let firstEnd = Infinity;
    let next = count;
    const lookFor = (place: number) => {
      for (; next > place; next--) gaps.push({ number: next, deadline: firstEnd });
      if (next === place) next--;
    };
    // Those at one place are readings; they are in no order but that of time.
    const fromLast = (a: number, b: number) => places[b]! - places[a]! || begins[b]! - begins[a]!;
    for (const index of Uint32Array.from(places.keys()).toSorted(fromLast)) {
      lookFor(places[index]!);
      if (places[index]! > count + AFTER) faults.push(`${what(places[index]!)}, but the count is ${count}`);
      if (begins[index]! > firstEnd) faults.push(`${what(places[index]!)} began after a later one ended`);
      firstEnd = Math.min(firstEnd, ends[index]!);
    }
    lookFor(0);

    for (const [index, begin] of latestFirst(nulls).entries())
      if (begin > gaps[index]!.deadline) faults.push(`a visit answered with null has no number`);
    const open = latestFirst([...nulls, ...unknown]).slice(-gaps.length);
    for (const [index, { number, deadline }] of gaps.entries())
      if (open[index]! > deadline) faults.push(`${number} was given before any visit that could have it`);
    return faults.slice(0, MOST_TOLD);
  }

  private place(place: number, begin: number, end: number): void {
    this.places.push(place);
    this.begins.push(begin);
    this.ends.push(end);
  }
}

function what(place: number): string {
  return Number.isInteger(place) ? `visit ${place}` : `a reading of ${place - AFTER}`;
}

function latestFirst(times: number[]): Float64Array {
  return Float64Array.from(times).toSorted().toReversed();
}
