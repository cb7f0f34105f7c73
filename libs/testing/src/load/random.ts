import { randomInt } from 'node:crypto';

/** Repeats what a run chose, though not the moments at which it happened; given by `FAULTS_SEED`. */
export const seed = Number(process.env['FAULTS_SEED'] ?? randomInt(2 ** 31));

/** Random numbers of one seed: mulberry32 (T. Ettinger, 2017), which is small and good enough to choose victims. */
export class Random {
  private state: number;

  constructor(from = seed) {
    this.state = from >>> 0;
  }

  /** At least 0, less than 1. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.integer(0, items.length - 1)]!;
  }
}
