import type { Terminal } from '../command.line.js';

/** Longest silence while waiting, in milliseconds. */
const SILENCE_MS = 3000;

/** The moment up to which a run may wait. */
export class Deadline {
  private readonly endsAt: number;
  private reportedAt = -Infinity;

  constructor(
    readonly seconds: number,
    private readonly terminal: Terminal,
  ) {
    this.endsAt = performance.now() + seconds * 1000;
  }

  /** In milliseconds, never negative. */
  get remainingMs(): number {
    return Math.max(0, this.endsAt - performance.now());
  }

  /** Reports what is being waited for, at most every few seconds. */
  reportWait(line: string): void {
    if (performance.now() - this.reportedAt < SILENCE_MS) return;
    this.reportedAt = performance.now();
    this.terminal.stderr.write(`${line}\n`);
  }
}
