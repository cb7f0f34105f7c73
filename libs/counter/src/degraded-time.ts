/** Adds up the time in which visits get no number. */
export class DegradedTime {
  private pastMs = 0;
  /** When the present such time began; there is none while all is well. Nothing is counted before the start is over. */
  private since?: number = performance.now();

  /** Whether visits get no number now. */
  get isNow(): boolean {
    return this.since !== undefined;
  }

  /** All of it until now. */
  get seconds(): number {
    const presentMs = this.since === undefined ? 0 : performance.now() - this.since;
    return (this.pastMs + presentMs) / 1000;
  }

  begin(): void {
    this.since ??= performance.now();
  }

  end(): void {
    this.pastMs = this.seconds * 1000;
    this.since = undefined;
  }
}
