import type { Findings } from '../environment.js';
import { choice, flag, integer, origins, port, text, type ValuesOf } from '../variables.js';

export const serviceVariables = {
  PORT: port({ default: 8080, description: 'Port of the HTTP service.' }),
  METRICS_PORT: port({ default: 9090, description: 'Port of `/metrics`.' }),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    description: 'Least severe level that is logged.',
  }),
  LOG_FORMAT: choice(['auto', 'json', 'pretty'], {
    default: 'auto',
    description: '`auto` is pretty on a terminal and JSON elsewhere.',
  }),
  LOG_REQUESTS: flag({
    default: false,
    description: 'Log a line for each request, not only for failed ones.',
  }),
  CORS_ORIGINS: origins({
    description: 'Origins that browsers may call from, separated by commas; none if not given.',
    example: 'https://example.org',
  }),
  MAX_WATCHERS: integer({
    default: 500,
    min: 0,
    max: 100_000,
    description: 'Clients that may follow the counts as they change; any more get 503.',
  }),
  SHUTDOWN_DELAY_MS: integer({
    default: 0,
    min: 0,
    max: 120_000,
    description: 'Wait after SIGTERM for load balancers to look away before connections are closed.',
  }),
  DATA_DIR: text({ default: '.data', description: 'Folder of the embedded stores.' }),
  REQUIRE_STORES: flag({ default: false, description: 'Refuse to start without MySQL and Redis.' }),
  BUILD_REVISION: text({
    default: 'unknown',
    description: 'Commit that was built; the image sets it.',
  }),
  BUILD_DATE: text({ default: 'unknown', description: 'Time of the build; the image sets it.' }),
};

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
