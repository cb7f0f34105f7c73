import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection, type Random, type VisitLedger } from '@app/testing';

/** Longest wait for a connection. */
const PATIENCE_MS = 5000;

/**
 * Where 127.0.0.1 is the node itself, the node answers for the moment in which kube-proxy replaces its rules, which it
 * does once a second at most. The busier the node is, the longer that moment lasts. A pod that goes too
 * early refuses connections until kube-proxy knows.
 */
const LONGEST_GAP_MS = 300;
const RULES_LAST_MS = 900;

/** Between two visits, in milliseconds. */
const PACE_MS = 20;

/** Clients that open a connection for each visit, and so show where new ones are routed while pods come and go. */
export class NewConnections {
  /** Moments at which a connection was refused, in milliseconds since 1970. */
  readonly refusals: number[] = [];
  private readonly lost: string[] = [];
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

  /** What no visitor may see. */
  get faults(): string[] {
    const again = this.refusals.filter((at) =>
      this.refusals.some((other) => at - other > LONGEST_GAP_MS && at - other < RULES_LAST_MS),
    );
    const times = again.slice(0, 10).map((at) => new Date(at).toISOString());
    return times.length > 0 ? [...this.lost, `connections refused: ${times.join(', ')}`] : this.lost;
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
    let connection: RawConnection | undefined;
    const startedAt = performance.now();
    try {
      connection = await Promise.race([RawConnection.open(this.port), this.lostPatience()]);
      const answer = await connection.get(`/${name}`);
      if (!this.ledger.record(name, answer, startedAt)) this.lose(`${name}: ${answer.status} ${answer.body}`);
    } catch (error) {
      if (connection) this.ledger.lost(name, startedAt);
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') this.refusals.push(Date.now());
      else this.lose(`${name}: ${(error as Error).message}`);
    } finally {
      connection?.close();
    }
  }

  private async lostPatience(): Promise<never> {
    await sleep(PATIENCE_MS, undefined, { ref: false });
    throw new Error(`no connection within ${PATIENCE_MS} ms`);
  }

  private lose(what: string): void {
    // With the time, to be compared with what the events and the logs say of it.
    if (this.lost.length < 10) this.lost.push(`${new Date().toISOString()} ${what}`);
  }
}
