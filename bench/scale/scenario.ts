import { measured } from './constants.ts';

/** What is simulated. All times are in microseconds. */
export interface Scenario {
  replicas: number;
  /** Of all replicas together, arriving at random (Poisson). */
  visitsPerSecond: number;
  /** Instead of arrivals at random: so many clients, each of which visits again once it is answered. */
  clients?: number;
  /** The hash of each name; all names are visited alike. */
  hashOfName: readonly number[];
  /** The server of each hash. */
  serverOfHash: readonly number[];
  /** Visits that are simulated, and the time that is simulated at least. */
  visits: number;
  leastUs: number;
  commandUs: number;
  nameUs: number;
  syncUs: number;
  /** Between a replica and Redis, there and back. */
  roundTripUs: number;
  /** Of the replica's event loop: for each visit, and for each turn. */
  visitUs: number;
  turnUs: number;
}

/** As `LANES` of libs/counter/src/count-shard.ts. */
export const LANES = 2;
/** As the default of REDIS_TIMEOUT_MS. */
export const PATIENCE_US = 250_000;
/** Assumed: two pods of one zone apart; a visit's CPU in the service, as check.ts finds it here; a turn without visits. */
export const ASSUMED = { roundTripUs: 300, visitUs: 40, turnUs: 10 };

/** One Redis, one hash, all 151 Pokémon. */
export const oneServer: Omit<Scenario, 'replicas' | 'visitsPerSecond'> = {
  ...measured,
  ...ASSUMED,
  hashOfName: Array.from({ length: 151 }, () => 0),
  serverOfHash: [0],
  visits: 150_000,
  leastUs: 3_000_000,
};
