/** The moment up to which a run may wait. */
export class Deadline {
  private readonly endsAt: number;

  constructor(readonly seconds: number) {
    this.endsAt = performance.now() + seconds * 1000;
  }

  /** In milliseconds, never negative. */
  get remainingMs(): number {
    return Math.max(0, this.endsAt - performance.now());
  }

  get hasPassed(): boolean {
    return this.remainingMs === 0;
  }
}
