import { setTimeout as sleep } from 'node:timers/promises';
import { request, VisitLedger } from '@app/testing';
import { quantile } from '../statistics.js';

const VISITORS = 20;
/** Of each visitor, between two visits. */
const PAUSE_MS = 40;
const NAMES = ['bulbasaur', 'charmander', 'squirtle', 'pikachu', 'eevee', 'mew'];
/** For which a visitor waits at most; the service answers sooner, unless it is frozen. */
const PATIENCE_MS = 3000;

/** What visitors saw in one second. */
export interface Sample {
  numbers: number;
  nulls: number;
  /** Answered with 503, and not at all. */
  failed: number;
  p99Ms: number | null;
}

/** What the ledger says of all visits up to now. */
export interface Verdict {
  visits: number;
  twice: number;
  lost: number;
  /** Answered `null`, and on their way to a Redis that is away. */
  kept: number;
}

/** People who visit the service all the time, and believe nothing. */
export class Visitors {
  private readonly ledger = new VisitLedger();
  private readonly running: Promise<void>[];
  private sample = emptySample();
  private last: Verdict = { visits: 0, twice: 0, lost: 0, kept: 0 };
  private stopped = false;

  constructor(
    private readonly port: number,
    private readonly metricsPort: number,
  ) {
    this.running = Array.from({ length: VISITORS }, () => this.visit());
  }

  /** Of the time since the last call. */
  take(): Sample {
    const { times, ...counts } = this.sample;
    this.sample = emptySample();
    return { ...counts, p99Ms: times.length > 0 ? quantile(times, 0.99) : null };
  }

  /** Compares the numbers and the nulls that were answered with what is counted, as far as the service can tell. */
  async verdict(): Promise<Verdict> {
    const { ledger } = this;
    const answered = ledger.answered + ledger.nulls;
    const twice = NAMES.reduce((sum, name) => sum + ledger.repeated(name).length, 0);
    this.last = { ...this.last, visits: answered, twice };
    try {
      const { text } = await request(`http://127.0.0.1:${this.metricsPort}/metrics`, { status: 200 });
      const kept = Number(/^counter_pending_visits (\d+)/m.exec(text)![1]);
      this.last.kept = kept;
      const { body } = await request(`http://127.0.0.1:${this.port}/?limit=1000`, { status: 200 });
      const rows = (body as { data: { name: string; count: number | null }[] }).data;
      const counted = rows.reduce((sum, { count }) => sum + count!, 0);
      // Read after `answered`, so that what comes meanwhile can only be too many.
      if (rows.every(({ count }) => count !== null)) this.last.lost = Math.max(0, answered - kept - counted);
    } catch {
      // Nobody knows the counts while the service or Redis is away.
    }
    return this.last;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  private async visit(): Promise<void> {
    while (!this.stopped) {
      const name = NAMES[Math.floor(Math.random() * NAMES.length)]!;
      const begin = performance.now();
      try {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        const response = await fetch(`http://127.0.0.1:${this.port}/${name}`, { signal });
        const head = [...response.headers].map(([key, value]) => `\r\n${key}: ${value}`).join('');
        const nullsBefore = this.ledger.nulls;
        const numbersBefore = this.ledger.answered;
        this.ledger.record(name, { status: response.status, head, body: await response.text() }, begin);
        if (this.ledger.answered > numbersBefore) this.sample.numbers += 1;
        else if (this.ledger.nulls > nullsBefore) this.sample.nulls += 1;
        else this.sample.failed += 1;
        this.sample.times.push(performance.now() - begin);
      } catch {
        this.ledger.lost(name, begin);
        this.sample.failed += 1;
      }
      await sleep(PAUSE_MS);
    }
  }
}

const emptySample = () => ({ numbers: 0, nulls: 0, failed: 0, times: [] as number[] });
