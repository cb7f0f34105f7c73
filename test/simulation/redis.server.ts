import type { VirtualClock } from './virtual.clock.js';

/** What one Redis holds; `offset` counts its writes. */
export interface RedisData {
  counts: Map<string, number>;
  /** The records of the lanes, by key. */
  records: Map<string, string>;
  offset: number;
}

export const emptyData = (): RedisData => ({ counts: new Map(), records: new Map(), offset: 0 });

const copy = ({ counts, records, offset }: RedisData): RedisData => ({
  counts: new Map(counts),
  records: new Map(records),
  offset,
});

/** The names of a batch, the visits of each, and the floor of each. */
export type Entries = [names: string[], visits: number[], floors: number[]];

/** What `count.script.ts` does; a spec over a real Redis holds it to the Lua. */
export function countVisits(data: RedisData, lane: string, number: number, entries: Entries): string {
  const [, last, answered] = /^(\d+):(.*)$/.exec(data.records.get(lane) ?? '') ?? [];
  data.offset += 1;
  if (last !== undefined && Number(last) >= number) return answered!;
  const [names, visits, floors] = entries;
  const totals = names.map(
    (name, index) => Math.max(data.counts.get(name) ?? 0, floors[index]!) + visits[index]!,
  );
  names.forEach((name, index) => data.counts.set(name, totals[index]!));
  data.records.set(lane, `${number}:${totals.join(' ')}`);
  return totals.join(' ');
}

/** A master with one replica that lags, behind whoever makes the replica the master. */
export class RedisServer {
  master = emptyData();
  /** How often another server became the master. */
  term = 0;
  frozenUntil = 0;
  /** How far the replica is behind, in milliseconds. */
  lag = 0;
  private replica = emptyData();
  private linked = true;
  private waiters: (() => void)[] = [];

  constructor(private readonly clock: VirtualClock) {}

  /** Sends what the master has to the replica. */
  replicate(): void {
    const { term } = this;
    const sent = copy(this.master);
    this.clock.after(0.2 + this.lag, () => {
      if (term !== this.term || !this.linked || sent.offset <= this.replica.offset) return;
      this.replica = sent;
      for (const look of this.waiters.splice(0)) look();
    });
  }

  /** Resolves with how many replicas have the writes up to this one, as WAIT does. */
  wait(offset: number, ms: number): Promise<number> {
    return new Promise((resolve) => {
      const look = () =>
        this.linked && this.replica.offset >= offset ? resolve(1) : this.waiters.push(look);
      look();
      this.clock.after(ms, () => resolve(0));
    });
  }

  /** Whether the replica can be reached by the master. */
  link(linked: boolean): void {
    this.linked = linked;
    if (linked) this.replicate();
  }

  /** The replica becomes the master, with another behind it that has the same. */
  failOver(): void {
    this.become(this.replica);
  }

  /** Another server takes over that has nothing. */
  replace(): void {
    this.become(emptyData());
  }

  /** Takes memory back from keys that have a time to live, as `volatile-lru` does. */
  evict(): void {
    this.master.records.clear();
  }

  private become(data: RedisData): void {
    this.term += 1;
    this.lag = 0;
    this.linked = true;
    this.waiters = [];
    this.master = copy(data);
    this.replica = copy(data);
  }
}
