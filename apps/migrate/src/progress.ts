/** Longest silence while waiting, in milliseconds. */
const INTERVAL_MS = 3000;

/** Tells people on stderr what is going on. */
export class Progress {
  private lastWaitAt = -Infinity;

  constructor(private readonly stderr: { write(text: string): unknown }) {}

  /** Says what was done. */
  say(text: string): void {
    this.stderr.write(`${text}\n`);
  }

  /** Says what is being waited for, at most every few seconds. */
  wait(text: string): void {
    if (performance.now() - this.lastWaitAt < INTERVAL_MS) return;
    this.lastWaitAt = performance.now();
    this.say(text);
  }
}
