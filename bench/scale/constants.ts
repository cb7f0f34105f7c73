import constants from './constants.json' with { type: 'json' };

/** What was measured of Redis, in microseconds. */
export interface Constants {
  /** CPU of a command, apart from its names. */
  commandUs: number;
  /** CPU of each name in it. */
  nameUs: number;
  /** Writing and syncing the append-only file, once for each turn of Redis's event loop. */
  syncUs: number;
  /** Of a PING on the machine that was measured. */
  localRoundTripUs: number;
}

export const measured: Constants = constants;
