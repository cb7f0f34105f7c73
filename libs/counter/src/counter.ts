import { type StoreStatus, StoreUnavailableError } from '@app/stores';

/** The counts by name, as far as they could be read; a name that was never visited is absent. */
export interface CountsReading {
  /** For a name whose count could not be read, what is known of it. */
  counts: ReadonlyMap<string, number>;
  complete: boolean;
  /** Whether this name's count could not be read. */
  isAway(name: string): boolean;
}

export interface ReadOptions {
  /** Reads only what no fail-over takes back, as far as `REDIS_WAIT_REPLICAS` ensures that. */
  confirmed?: boolean;
}

/** The visits of each Pokémon, by name. */
export abstract class Counter {
  /** Whether the counts live in this process rather than in Redis. */
  abstract readonly embedded: boolean;

  /** Whether a visit would get its number now. */
  abstract readonly givesNumbers: boolean;

  /**
   * Counts one visit.
   *
   * @returns the visit's own number, from 1; null if the counts can't be reached and it will be counted later
   * @throws StoreUnavailableError if it is not counted: too many visits wait, or the counts can't be reached under
   * `COUNTER_WHEN_DOWN=reject`
   */
  abstract visit(name: string): Promise<number | null>;

  /**
   * Reads all counts; a name that was never visited is absent.
   *
   * @throws StoreUnavailableError if any of them can't be reached
   */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const { counts, complete } = await this.readCounts();
    if (!complete) throw new StoreUnavailableError('redis', 'some of the counts are away');
    return counts;
  }

  /**
   * Reads the counts that can be reached.
   *
   * @throws StoreUnavailableError if none can be
   */
  abstract readCounts(options?: ReadOptions): Promise<CountsReading>;

  /**
   * Takes totals that are known to have been reached, by name. Where the store turns out to lack them, since it was
   * emptied or replaced, counting goes on from there. Before the first call visits are kept and get no number; only what
   * a shutdown finds kept is counted without one.
   */
  abstract raiseFloors(totals: ReadonlyMap<string, number>): void;

  /** Probes the store behind it, for the health report. */
  abstract check(): Promise<StoreStatus>;
}
