import type { Answer } from '@app/testing';

/** What the visitors of one service saw, in milliseconds. */
class ServiceTimes {
  longestMs = 0;
  private lastNumberAt?: number;
  private isAway = false;

  note(isNumber: boolean, now: number): void {
    if (isNumber && this.isAway) {
      this.longestMs = Math.max(this.longestMs, now - this.lastNumberAt!);
    }
    // Before its first number a service only starts.
    this.isAway = !isNumber && this.lastNumberAt !== undefined;
    if (isNumber) this.lastNumberAt = now;
  }
}

/**
 * For how long each service gave no numbers: from one to the next, if a visit between them got none. Counts of `null`
 * alone say little, since clients that are answered at once ask more often.
 */
export class VisitTimes {
  private readonly services = new Map<number, ServiceTimes>();
  /** Answers by their time in whole milliseconds. */
  private readonly answers: number[] = [];

  note(port: number, { body }: Answer, startedAt: number): void {
    const now = performance.now();
    const service = this.services.get(port) ?? new ServiceTimes();
    this.services.set(port, service);
    service.note(/"count": \d/.test(body), now);
    const ms = Math.ceil(now - startedAt);
    this.answers[ms] = (this.answers[ms] ?? 0) + 1;
  }

  /** The longest time without numbers at any service, in milliseconds. */
  get longestAwayMs(): number {
    return Math.max(0, ...Array.from(this.services.values(), ({ longestMs }) => longestMs));
  }

  /** The time in which this share of the answers came, in milliseconds. */
  percentile(share: number): number {
    let left = this.answers.reduce((sum, count) => sum + count, 0) * share;
    return this.answers.findIndex((count) => (left -= count ?? 0) <= 0);
  }
}
