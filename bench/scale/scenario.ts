import { CLUSTER_TAGS, hashOf } from '../../libs/counter/src/redis/counts.hash.js';
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

/** All but the load. */
export type Kind = Omit<Scenario, 'replicas' | 'visitsPerSecond'>;

/** One Redis, one hash, all 151 Pokémon. */
export function oneServer(constants: Constants): Kind {
  return {
    ...constants,
    ...ASSUMED,
    hashOfName: firstGeneration.map(() => 0),
    serverOfHash: [0],
    visits: 150_000,
    leastUs: 3_000_000,
  };
}

/** A cluster whose masters share the slots evenly, as redis-cli splits them; so do the slots of the hashes. */
export function cluster(masters: number, constants: Constants): Kind {
  const hashes = CLUSTER_TAGS.length;
  return {
    ...oneServer(constants),
    hashOfName: firstGeneration.map(({ name }) => hashOf(name, hashes)),
    serverOfHash: CLUSTER_TAGS.map((_, index) => Math.floor(((index + 0.5) * masters) / hashes)),
  };
}
