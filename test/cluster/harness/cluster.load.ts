import { LoadGenerator, Random, RawConnection, request, VisitLedger } from '@app/testing';
import { vi } from 'vitest';
import { NewConnections } from './new.connections.js';

/** The service's promise, whatever happens to its pods and stores. */
const LONGEST_ANSWER_MS = 2000;

/** What visitors may see of the numbers, in milliseconds. */
export interface Bounds {
  /** Longest time in which no visit is answered with a number. */
  longestPauseMs?: number;
  /** Longest time with visits that are answered without one, be it by one pod only. */
  longestNullsMs?: number;
}

/** While another Redis takes over. */
export const FAILOVER: Bounds = { longestPauseMs: 20_000, longestNullsMs: Infinity };

/**
 * Longest time with visits without a number where no store is taken away. On a node whose cores and disk start pods at the
 * same time, Redis may stall for longer than a command may take: then its circuit opens for a moment.
 */
const STALL_MS = 1500;

/** Nulls that are further apart are two times, not one. */
const APART_MS = 200;

/** Interval at which the ledger is read. */
const SAMPLE_MS = 20;

/** Names of one load. */
const NAMES = 5;

/** Requests over so many new connections reach each pod. */
const ALL_PODS = 12;

/** What a pod may take to notice that a store is back. */
const PATIENCE = { timeout: 60_000, interval: 200 };

/** Clients with a new connection for each visit. */
const NEW_CONNECTIONS = 2;

interface Page {
  data: { name: string; count: number | null }[];
}

/** Load on names that nobody has visited, some of it over new connections, and the ledger of its visits. */
export class ClusterLoad {
  readonly ledger: VisitLedger;
  private longestPauseMs = 0;
  private longestNullsMs = 0;
  private readonly sampling: NodeJS.Timeout;

  private constructor(
    private readonly port: number,
    private readonly names: readonly string[],
    readonly generator: LoadGenerator,
    private readonly newConnections: NewConnections,
  ) {
    this.ledger = generator.ledger;
    const sampleNumbers = this.numbers();
    const sampleNulls = this.nulls();
    this.sampling = setInterval(() => {
      sampleNumbers();
      sampleNulls();
    }, SAMPLE_MS).unref();
  }

  static async start(port: number, clients = 4): Promise<ClusterLoad> {
    await vi.waitFor(() => allAnswer(port, '/health'), PATIENCE);
    const counts = await vi.waitFor(() => listedCounts(port), PATIENCE);
    const unvisited = [...counts].filter(([, count]) => count === 0).map(([name]) => name);
    const names = unvisited.slice(0, NAMES);
    const random = new Random();
    const ledger = new VisitLedger();
    const generator = new LoadGenerator({ ports: [port], names, clients, random, ledger });
    const newConnections = new NewConnections(port, names, random, ledger, NEW_CONNECTIONS);
    const load = new ClusterLoad(port, names, generator, newConnections);
    await load.answered(100);
    return load;
  }

  /** Waits until so many more visits are answered with a number. */
  answered(more: number): Promise<void> {
    return this.generator.answered(more);
  }

  /** Waits until every pod lists the catalogue, which takes MySQL. Asks for no health, which would reconnect. */
  async listed(timeout: number): Promise<void> {
    await vi.waitFor(() => allAnswer(this.port, '/?limit=1'), { timeout, interval: 50 });
  }

  /**
   * Stops the load, waits until the visits without a number are counted, and compares the counts with the ledger.
   *
   * @param story the scenario in a few words, for the printed summary
   * @param bounds by default those where no store that numbers need is taken away
   * @returns one sentence for each broken promise
   */
  async verify(
    story: string,
    { longestPauseMs = Infinity, longestNullsMs = STALL_MS }: Bounds = {},
  ): Promise<string[]> {
    const { generator, newConnections, ledger } = this;
    await this.stop();
    await this.listed(PATIENCE.timeout);
    const isKept = async () => {
      if (ledger.faults(await this.counts()).length > 0) throw new Error('not all visits are counted yet');
    };
    // A timeout is no failure by itself: the comparison below names what is wrong.
    await vi.waitFor(isKept, { timeout: 20_000, interval: 200 }).catch(() => {});
    const counts = await this.counts();
    const slowest = Math.round(Math.max(generator.slowestMs, newConnections.slowestMs));
    const pause = Math.round(this.longestPauseMs);
    console.log(
      `${story}: ${ledger.figures(counts)}; slowest answer ${slowest} ms, longest time without a number ${pause} ms` +
        newConnections.refusals.map((at) => `; connection refused ${timeOf(at)}`).join(''),
    );
    const faults = [...ledger.faults(counts), ...generator.faults, ...newConnections.faults];
    if (slowest >= LONGEST_ANSWER_MS) faults.push(`an answer took ${slowest} ms`);
    if (ledger.refused > 0) {
      const [first, last] = [ledger.refusals[0]!, ledger.refusals.at(-1)!].map(timeOf);
      faults.push(`${ledger.refused} visits were answered 503, from ${first} to ${last}`);
    }
    if (this.longestNullsMs > longestNullsMs)
      faults.push(`visits were answered without a number for ${Math.round(this.longestNullsMs)} ms`);
    if (pause > longestPauseMs) faults.push(`no visit was answered with a number for ${pause} ms`);
    return faults;
  }

  /** Stops the load, that of a scenario that has failed, too. */
  async stop(): Promise<void> {
    clearInterval(this.sampling);
    await Promise.all([this.generator.stop(), this.newConnections.stop()]);
  }

  /** Measures the longest time without any number. */
  private numbers(): () => void {
    let answered = 0;
    let answeredAt = performance.now();
    return () => {
      const now = performance.now();
      this.longestPauseMs = Math.max(this.longestPauseMs, now - answeredAt);
      if (this.ledger.answered === answered) return;
      answered = this.ledger.answered;
      answeredAt = now;
    };
  }

  /** Measures the longest time in which some visits, of one pod perhaps, were answered without one. */
  private nulls(): () => void {
    let { nulls } = this.ledger;
    let beganAt = 0;
    let lastAt = -Infinity;
    return () => {
      const now = performance.now();
      if (this.ledger.nulls === nulls) return;
      ({ nulls } = this.ledger);
      if (now - lastAt > APART_MS) beganAt = now - SAMPLE_MS;
      lastAt = now;
      this.longestNullsMs = Math.max(this.longestNullsMs, now - beganAt);
    };
  }

  private async counts(): Promise<Map<string, number>> {
    const counts = await listedCounts(this.port);
    return new Map(this.names.map((name) => [name, counts.get(name) ?? 0]));
  }
}

const timeOf = (at: number) => new Date(at).toISOString();

/** The counts of all names, as the service lists them. */
async function listedCounts(port: number): Promise<Map<string, number>> {
  const { body } = await request(`http://127.0.0.1:${port}/?limit=1000`, { status: 200 });
  const { data } = body as Page;
  return new Map(
    data.map(({ name, count }) => {
      if (count === null) throw new Error('the counts are not known at the moment');
      return [name, count];
    }),
  );
}

/** Fails with the answer of a pod that answers anything but 200. */
async function allAnswer(port: number, path: string): Promise<void> {
  const answers = Array.from({ length: ALL_PODS }, async () => {
    const connection = await RawConnection.open(port);
    const { status, body } = await connection.get(path);
    connection.close();
    if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
  });
  await Promise.all(answers);
}
