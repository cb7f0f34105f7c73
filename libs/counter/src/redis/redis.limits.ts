/** The limits of the Redis driver that no setting decides. */
export const REDIS_LIMITS = {
  /** Batches under way at once for each hash: one travels while Redis works on the other. More would be smaller ones. */
  lanes: 2,
  /** Names in a batch; the others go with the next. */
  maxNames: 500,
  /** Visits that may wait for their number; further ones are refused. */
  maxWaiting: 10_000,
  /** Lifetime of a lane's record: longer than any outage after which a batch may be sent again. */
  recordLifetimeS: 7 * 24 * 3600,
  /** Pauses before a batch is sent again: doubled from the first to the last. */
  resendMs: { first: 10, last: 500 },
  /** Pauses before the client dials again: doubled from the first to the last. */
  redialMs: { first: 5, last: 100 },
} as const;

/** The time-outs that follow from the setting REDIS_TIMEOUT_MS, all in milliseconds. */
export function redisTimeouts(timeoutMs: number) {
  return {
    /** Deadline of a call, which the guard enforces, and how long a visit waits for its number. */
    call: timeoutMs,
    connect: timeoutMs,
    /** For replicas to confirm a write. A whole deadline would make the guard take Redis for dead. */
    confirm: Math.floor(timeoutMs / 2),
    /** The driver's own, only so that no promise hangs for ever: the guard ends every call long before. */
    command: 2 * timeoutMs,
    /** Silence after a command that means that the connection is dead, though nobody closed it. */
    socket: 4 * timeoutMs,
  };
}
