import type { StoreStatus } from '@app/observability';

/** The visits of each Pokémon, by name. */
export abstract class Counter {
  /** Whether the counts live in this process rather than in Redis. */
  abstract readonly embedded: boolean;

  /**
   * Counts one visit.
   *
   * @returns the visit's own number, from 1
   * @throws StoreUnavailableError if the counts can't be reached
   */
  abstract visit(name: string): Promise<number>;

  /**
   * Reads all counts; a name that was never visited is absent.
   *
   * @throws StoreUnavailableError if the counts can't be reached
   */
  abstract counts(): Promise<ReadonlyMap<string, number>>;

  /** Asks the store behind, for the health report. */
  abstract check(): Promise<StoreStatus>;
}
