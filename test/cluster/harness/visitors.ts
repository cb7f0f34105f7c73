import { RawConnection, LoadGenerator, Random, until, VisitLedger } from '@app/testing';
import { PassersBy } from './passers-by.js';

/** What the service promises, whatever happens to its pods and stores. */
const LONGEST_ANSWER_MS = 2000;

/** What visitors may see of the numbers, in milliseconds. */
export interface Bounds {
  /** Longest time in which none is answered. */
  longestPauseMs?: number;
  /** Longest time with visits without one, of one pod perhaps. */
  longestNullsMs?: number;
}

/** While another Redis takes over. */
export const FAILOVER: Bounds = { longestPauseMs: 20_000, longestNullsMs: Infinity };

/**
 * Longest time with visits without a number, in milliseconds, where no store is taken away. On a node whose cores and disk
 * start pods at the same time, Redis may stall for longer than a command may take: then its circuit opens for a moment.
 */
const STALL_MS = 1500;

/** Nulls that are further apart do not belong together, in milliseconds. */
const APART_MS = 200;

/** How often to look whether numbers are answered, in milliseconds. */
const LOOK_MS = 20;

/** Names of one load. */
const NAMES = 5;

/** How often to ask for the state of the stores: so many new connections lead to each pod. */
const LOOKS = 12;

/** Visitors with a new connection each time. */
const PASSERS_BY = 2;

interface Page {
  data: { name: string; count: number | null }[];
}

/** Constant load on names that nobody has visited, some of it by new connections, and the ledger of what was answered. */
export class Visitors {
  readonly ledger: VisitLedger;
  private longestPauseMs = 0;
  private longestNullsMs = 0;
  private readonly watch: NodeJS.Timeout;

  private constructor(
    private readonly port: number,
    private readonly names: readonly string[],
    readonly load: LoadGenerator,
    private readonly passersBy: PassersBy,
  ) {
    this.ledger = load.ledger;
    const lookAtNumbers = this.numbers();
    const lookAtNulls = this.nulls();
    this.watch = setInterval(() => {
      lookAtNumbers();
      lookAtNulls();
    }, LOOK_MS).unref();
  }

  static async come(port: number, clients = 4): Promise<Visitors> {
    let counts = new Map<string, number>();
    // A pod may not have noticed yet that a store is back.
    await until('all stores up in all pods', () => storesAreUp(port), { timeout: 60_000 });
    await until('a list with counts', async () => (counts = await listedCounts(port)).size > 0, {
      timeout: 60_000,
    });
    const names = [...counts].filter(([, count]) => count === 0).map(([name]) => name);
    const visited = names.slice(0, NAMES);
    const random = new Random();
    const ledger = new VisitLedger();
    const load = new LoadGenerator({ ports: [port], names: visited, clients, random, ledger });
    const passersBy = new PassersBy(port, visited, random, ledger, PASSERS_BY);
    const visitors = new Visitors(port, visited, load, passersBy);
    await load.answered(100);
    return visitors;
  }

  /**
   * Ends the load, lets what was answered with null be counted, and compares.
   *
   * @param story what happened, in a few words
   * @param bounds by default those where no store that numbers need is taken away
   * @returns one sentence for each broken promise
   */
  async leave(
    story: string,
    { longestPauseMs = Infinity, longestNullsMs = STALL_MS }: Bounds = {},
  ): Promise<string[]> {
    const { load, passersBy, ledger } = this;
    await this.stop();
    // What is wrong is told by the comparison at the end.
    await until('counts that fit', async () => ledger.faults(await this.counts()).length === 0, {
      timeout: 20_000,
    }).catch(() => {});
    const counts = await this.counts();
    const slowest = Math.round(Math.max(load.slowestMs, passersBy.slowestMs));
    const pause = Math.round(this.longestPauseMs);
    console.log(
      `${story}: ${ledger.figures(counts)}; slowest answer ${slowest} ms, longest time without a number ${pause} ms` +
        `${passersBy.refusals.map((at) => `; connection refused ${new Date(at).toISOString()}`).join('')}`,
    );
    const faults = [...ledger.faults(counts), ...load.faults, ...passersBy.faults];
    if (slowest >= LONGEST_ANSWER_MS) faults.push(`an answer took ${slowest} ms`);
    if (ledger.refused > 0) {
      const times = ledger.refusals.map((at) => new Date(at).toISOString());
      faults.push(`${ledger.refused} visits were answered 503, from ${times[0]} to ${times.at(-1)}`);
    }
    if (this.longestNullsMs > longestNullsMs) {
      faults.push(`visits were answered without a number for ${Math.round(this.longestNullsMs)} ms`);
    }
    if (pause > longestPauseMs) {
      faults.push(`no visit was answered with a number for ${pause} ms`);
    }
    return faults;
  }

  /** Ends the load, also of a scenario that has failed. */
  async stop(): Promise<void> {
    clearInterval(this.watch);
    await Promise.all([this.load.stop(), this.passersBy.stop()]);
  }

  /** Looks for the longest time without any number. */
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

  /** Looks for the longest time in which some visits, of one pod perhaps, were answered without one. */
  private nulls(): () => void {
    let { nulls } = this.ledger;
    let beganAt = 0;
    let lastAt = -Infinity;
    return () => {
      const now = performance.now();
      if (this.ledger.nulls === nulls) return;
      ({ nulls } = this.ledger);
      if (now - lastAt > APART_MS) beganAt = now - LOOK_MS;
      lastAt = now;
      this.longestNullsMs = Math.max(this.longestNullsMs, now - beganAt);
    };
  }

  private async counts(): Promise<Map<string, number>> {
    const counts = await listedCounts(this.port);
    return new Map(this.names.map((name) => [name, counts.get(name) ?? 0]));
  }
}

/** The counts of all names, as the service lists them. */
async function listedCounts(port: number): Promise<Map<string, number>> {
  const response = await fetch(`http://127.0.0.1:${port}/?limit=1000`);
  if (!response.ok) throw new Error(`the list is answered with ${response.status}`);
  const page = (await response.json()) as Page;
  return new Map(
    page.data.map(({ name, count }) => {
      if (count === null) throw new Error('the counts are not known at the moment');
      return [name, count];
    }),
  );
}

async function storesAreUp(port: number): Promise<boolean> {
  const looks = Array.from({ length: LOOKS }, async () => {
    const connection = await RawConnection.open(port);
    const { status } = await connection.get('/health');
    connection.close();
    return status === 200;
  });
  return (await Promise.all(looks)).every(Boolean);
}
