import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { type Answer, LostAnswerError, RawConnection } from '../http/raw.connection.js';
import type { Random } from './random.js';
import type { VisitLedger } from './visit.ledger.js';

/** Between two attempts to connect. */
const RETRY_MS = 20;
/** Of so many requests one reads all counts. */
const READ_EVERY = 200;

interface LoadOptions {
  /** Ports of the services; each connection goes to one at random. */
  ports: number[];
  names: readonly string[];
  clients: number;
  random: Random;
  ledger: VisitLedger;
  /** Sees each answer with the port of its service, and when its visit began. */
  onAnswer?: (port: number, answer: Answer, startedAt: number) => void;
}

/** Clients with keep-alive connections that visit names at random without a pause; the ledger records their answers. */
export class LoadGenerator {
  /** Where new connections go; may be changed while the load runs. */
  ports: readonly number[];
  /** Records the visits that begin from now on; may be changed while the load runs. */
  ledger: VisitLedger;
  /** Set while the service is killed: answers that are lost then may be counted or not. */
  losesAnswers = false;
  /** Cleared where Redis may take back what it showed, but confirmed to nobody. */
  reads = true;
  /** What no visitor may see: other statuses, lost answers. */
  readonly faults: string[] = [];
  /** The slowest answer since the last reset, in milliseconds. */
  slowestMs = 0;
  /** Answers of all kinds. */
  answers = 0;
  private readonly clients: Promise<void>[];
  private stopped = false;

  constructor(private readonly options: LoadOptions) {
    this.ports = options.ports;
    this.ledger = options.ledger;
    this.clients = Array.from({ length: options.clients }, () => this.runClient());
  }

  /** Waits until so many more visits are answered with a number. */
  async answered(more: number, timeout = 60_000): Promise<void> {
    const { ledger } = this;
    const goal = ledger.answered + more;
    await this.until(() => ledger.answered >= goal, `${more} more numbers`, timeout);
  }

  /** Waits until the condition holds; fails at once if a visitor saw what none may see. */
  async until(condition: () => boolean, what: string, timeout = 60_000): Promise<void> {
    await vi
      .waitUntil(() => this.faults.length > 0 || condition(), { timeout, interval: 5 })
      .catch(() => {
        throw new Error(`no ${what} within ${timeout} ms`);
      });
    if (this.faults.length > 0) throw new Error(this.faults.join('\n'));
  }

  /** Lets every client finish its last visit. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.clients);
  }

  private async runClient(): Promise<void> {
    let connection: RawConnection | undefined;
    while (!this.stopped) {
      if (!connection?.isOpen) connection = await this.connect();
      if (connection) await this.request(connection);
    }
    connection?.close();
  }

  private async connect(): Promise<RawConnection | undefined> {
    try {
      return await RawConnection.open(this.options.random.pick(this.ports));
    } catch {
      await sleep(RETRY_MS);
      return undefined;
    }
  }

  private async request(connection: RawConnection): Promise<void> {
    const { random, names } = this.options;
    const startedAt = performance.now();
    if (this.reads && random.integer(1, READ_EVERY) === 1) await this.read(connection, startedAt);
    else await this.visit(connection, random.pick(names), startedAt);
    this.answers += 1;
    this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
  }

  private async visit(connection: RawConnection, name: string, startedAt: number): Promise<void> {
    const { ledger } = this;
    try {
      const answer = await connection.get(`/${name}`);
      this.options.onAnswer?.(connection.port, answer, startedAt);
      if (!ledger.record(name, answer, startedAt)) this.fault(`${name}: ${answer.status} ${answer.body}`);
    } catch (error) {
      this.noteLost(name, error);
      ledger.lost(name, startedAt);
    }
  }

  private async read(connection: RawConnection, startedAt: number): Promise<void> {
    const { ledger } = this;
    try {
      ledger.read(await connection.get('/?limit=1000'), startedAt);
    } catch (error) {
      this.noteLost('the list', error);
    }
  }

  private noteLost(what: string, error: unknown): void {
    if (!(error instanceof LostAnswerError)) throw error;
    if (!this.losesAnswers) this.fault(`${what}: answer lost: ${error.message}`);
  }

  private fault(what: string): void {
    if (this.faults.length < 10) this.faults.push(what);
  }
}
