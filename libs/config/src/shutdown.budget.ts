/**
 * How long the steps of a shutdown may take, in milliseconds. They follow one another once `SHUTDOWN_DELAY_MS` is over,
 * and the chart's grace period has room for that delay and for all of them.
 */
export const SHUTDOWN_BUDGET_MS = {
  /** Finishing the requests that are open; then their sockets are cut. */
  requests: 5000,
  /** Delivering the visits that are not counted yet. */
  visits: 3000,
  /** Closing the connections to MySQL, at the longest `DB_TIMEOUT_MS` that is allowed. */
  mysql: 1000,
  /** Sending the last spans. */
  spans: 1000,
} as const;
