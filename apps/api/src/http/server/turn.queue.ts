/** Requests that are begun in one turn of the event loop: 3 ms of work; with fewer, a batch would count fewer visits. */
const PER_TURN = 64;
/** The same while connections come in. */
const PER_ACCEPTING_TURN = 8;

/**
 * Spreads requests over the turns of the event loop, in the order in which they came. A turn accepts one connection
 * (libuv, issue 3696), runs the timers that are due and reads the answers of the stores; a thousand busy connections
 * that are all served in one make each of these, a probe's connection too, wait for all of them.
 */
export class TurnQueue {
  private readonly waiting: (() => void)[] = [];
  private limit = PER_TURN;
  private begun = 0;
  private hasAccepted = false;

  /** Begins a request now, or in one of the next turns. */
  begin(request: () => void): void {
    if (this.begun >= this.limit) {
      this.waiting.push(request);
      return;
    }
    if (this.begun === 0) setImmediate(() => this.startTurn());
    this.begun += 1;
    request();
  }

  /** Notes that a connection was accepted: more may be waiting, so that the next turn is a short one. */
  accepted(): void {
    this.hasAccepted = true;
  }

  private startTurn(): void {
    this.limit = this.hasAccepted ? PER_ACCEPTING_TURN : PER_TURN;
    this.hasAccepted = false;
    const requests = this.waiting.splice(0, this.limit);
    this.begun = requests.length;
    if (this.begun > 0) setImmediate(() => this.startTurn());
    for (const request of requests) request();
  }
}
