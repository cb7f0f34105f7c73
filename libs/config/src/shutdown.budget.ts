/**
 * How long each step of a shutdown may take, in milliseconds. The steps follow one another once `SHUTDOWN_DELAY_MS` is
 * over, and the grace period of the chart (templates/deployment.yaml) has room for the delay and for all of them.
 */
export const SHUTDOWN_BUDGET_MS = {
  /** Finishing the requests that are open; then their sockets are cut. */
  requests: 5000,
  /** Delivering the visits that are not counted yet. */
  visits: 3000,
  /** Closing the connections to MySQL; then they are cut. */
  mysql: 800,
  /** Sending the last spans. */
  spans: 1000,
} as const;
