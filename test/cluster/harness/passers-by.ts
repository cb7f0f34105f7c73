import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection } from '../../faults/harness/http-connection.js';
import type { Random } from '../../faults/harness/random.js';
import type { VisitLedger } from '../../faults/harness/visit-ledger.js';

/** Longest wait for a connection. */
const PATIENCE_MS = 5000;

/** Between two visits, in milliseconds. */
const PACE_MS = 20;

/** Visitors who open a connection for each visit: they tell where new ones are sent while pods come and go. */
export class PassersBy {
  /** What no visitor should ever see; a connection that is refused is one of them. */
  readonly faults: string[] = [];
  /** The longest visit, in milliseconds. */
  slowestMs = 0;
  private stopped = false;
  private readonly walks: Promise<void>[];

  constructor(
    private readonly port: number,
    private readonly names: readonly string[],
    private readonly random: Random,
    private readonly ledger: VisitLedger,
    count: number,
  ) {
    this.walks = Array.from({ length: count }, () => this.walk());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.walks);
  }

  private async walk(): Promise<void> {
    while (!this.stopped) {
      const startedAt = performance.now();
      await this.visit(this.random.pick(this.names));
      this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
      await sleep(PACE_MS);
    }
  }

  private async visit(name: string): Promise<void> {
    let connection: HttpConnection | undefined;
    try {
      connection = await Promise.race([HttpConnection.open(this.port), this.lostPatience()]);
      const answer = await connection.ask(`/${name}`);
      if (!this.ledger.record(name, answer)) this.fault(`${name}: ${answer.status} ${answer.body}`);
    } catch (error) {
      if (connection) this.ledger.lost(name);
      this.fault(`${name}: ${connection ? 'answer lost' : 'no connection'}: ${(error as Error).message}`);
    } finally {
      connection?.close();
    }
  }

  private async lostPatience(): Promise<never> {
    await sleep(PATIENCE_MS, undefined, { ref: false });
    throw new Error(`not within ${PATIENCE_MS} ms`);
  }

  private fault(what: string): void {
    if (this.faults.length < 10) this.faults.push(what);
  }
}
