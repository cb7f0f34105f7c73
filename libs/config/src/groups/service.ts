import type { Findings } from '../environment.js';
import { choice, flag, integer, origins, port, text, type ValuesOf } from '../variables.js';

export const serviceVariables = {
  PORT: port().default(8080).describe('Port of the HTTP service.'),
  METRICS_PORT: port().default(9090).describe('Port of `/metrics`.'),
  LOG_LEVEL: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')
    .default('info')
    .describe('Least severe level that is logged.'),
  LOG_FORMAT: choice('auto', 'json', 'pretty')
    .default('auto')
    .describe('`auto` is pretty on a terminal and JSON elsewhere.'),
  LOG_REQUESTS: flag().default(false).describe('Log a line for each request, not only for failed ones.'),
  CORS_ORIGINS: origins()
    .optional()
    .describe('Origins that browsers may call from, separated by commas; none if not given.')
    .meta({ example: 'https://example.org' }),
  MAX_WATCHERS: integer(0, 100_000)
    .default(500)
    .describe(
      'Clients that may follow the counts as they change, each with up to 64 KiB on its way; any more get 503.',
    ),
  SHUTDOWN_DELAY_MS: integer(0, 120_000)
    .default(0)
    .describe('Wait after SIGTERM for load balancers to look away before connections are closed.'),
  DATA_DIR: text().default('.data').describe('Folder of the embedded stores, for one process at a time.'),
  REQUIRE_STORES: flag().default(false).describe('Refuse to start without MySQL and Redis.'),
  BUILD_REVISION: text().default('unknown').describe('Commit that was built; the image sets it.'),
  BUILD_DATE: text().default('unknown').describe('Time of the build; the image sets it.'),
};

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

export type ServiceSettings = ReturnType<typeof readService>;

/** Maps the variables of the service itself. */
export function readService(values: ValuesOf<typeof serviceVariables>, findings: Findings) {
  if (values.PORT === values.METRICS_PORT && !findings.isFaulty('PORT'))
    findings.fault('METRICS_PORT', 'must differ from PORT');
  return {
    port: values.PORT,
    metricsPort: values.METRICS_PORT,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    logRequests: values.LOG_REQUESTS,
    corsOrigins: values.CORS_ORIGINS ?? [],
    maxWatchers: values.MAX_WATCHERS,
    shutdownDelayMs: values.SHUTDOWN_DELAY_MS,
    dataDir: values.DATA_DIR,
    revision: values.BUILD_REVISION,
    built: values.BUILD_DATE,
  };
}
