import { hash } from 'node:crypto';
import { firstGeneration } from '../../migrations/0004-first-generation.js';

/** What was measured of Redis, in microseconds. */
export interface Constants {
  /** CPU of a command, apart from its names. */
  commandUs: number;
  /** CPU of each name in it. */
  nameUs: number;
  /** Writing and syncing the append-only file, once for each turn of Redis's event loop. */
  syncUs: number;
  /** Round trip of a PING on this machine. */
  localRoundTripUs: number;
}

/** What is simulated. All times are in microseconds. */
export interface Scenario extends Constants {
  replicas: number;
  /** By all replicas together, arriving at random (Poisson). */
  visitsPerSecond: number;
  /** Instead of arrivals at random: this many clients, each of which visits again once it is answered. */
  clients?: number;
  /** The hash of each name; all names are visited alike. */
  hashOfName: readonly number[];
  /** The server of each hash. */
  serverOfHash: readonly number[];
  /** Visits that are simulated, and the least time that is simulated. */
  visits: number;
  leastUs: number;
  /** Between a replica and Redis, there and back. */
  roundTripUs: number;
  /** CPU of the replica's event loop: for each visit, and for each turn. */
  visitUs: number;
  turnUs: number;
}

/** The default of REDIS_TIMEOUT_MS. */
export const PATIENCE_US = 250_000;
/** The assumptions: two pods of one zone apart; a visit's CPU; a turn without visits. */
export const ASSUMED = { roundTripUs: 300, visitUs: 40, turnUs: 10 };

/** Hashes that the counts are spread over in a Redis Cluster; their slots lie evenly. */
const HASHES = 16;

/** One Redis, one hash, all 151 Pokémon. */
export function oneServer(constants: Constants): Omit<Scenario, 'replicas' | 'visitsPerSecond'> {
  return {
    ...constants,
    ...ASSUMED,
    hashOfName: firstGeneration.map(() => 0),
    serverOfHash: [0],
    visits: 150_000,
    leastUs: 3_000_000,
  };
}

/** Where names and hashes lie in a cluster whose masters share the slots evenly, as redis-cli splits them. */
export function clusterOf(masters: number): Pick<Scenario, 'hashOfName' | 'serverOfHash'> {
  return {
    hashOfName: firstGeneration.map(
      ({ name }) => Number.parseInt(hash('sha256', name).slice(0, 8), 16) % HASHES,
    ),
    serverOfHash: Array.from({ length: HASHES }, (_, index) =>
      Math.floor(((index + 0.5) * masters) / HASHES),
    ),
  };
}
