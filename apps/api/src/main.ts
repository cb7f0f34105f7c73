import { startupSnapshot } from 'node:v8';
import {
  explain,
  maskedSettings,
  OperatorError,
  readSettings,
  requireNode,
  type Settings,
  UsageError,
  version,
} from '@app/config';
import { MetricsServer } from '@app/observability';
import { Logger } from '@nestjs/common';
import { createApp } from './app.module.js';

const usage = `Usage: minipokedex [--check-config]

  --check-config  print the effective settings, secrets masked, and exit: 0 if they are sound, 78 if not
  --help          this text

Settings come from the environment; .env.example lists them.`;

/**
 * Connections that may wait to be accepted, unless the kernel allows fewer (net.core.somaxconn). Beyond Node's 511, those of
 * a burst wait a second for TCP to try again.
 */
const BACKLOG = 4096;

/** A port is taken, or may not be opened. */
class ListenError extends OperatorError {
  constructor(variable: 'PORT' | 'METRICS_PORT', port: number, cause: NodeJS.ErrnoException) {
    const reason =
      cause.code === 'EADDRINUSE'
        ? 'is in use: end what listens there'
        : `can't be opened (${cause.code}): allow it`;
    super(`port ${port} ${reason}, or set ${variable} to another`, { cause });
  }
}

async function main([option, ...rest]: string[]): Promise<void> {
  if (option === '--help') return console.log(usage);
  const unknown = [...(option === '--check-config' ? [] : [option]), ...rest].filter(
    (word) => word !== undefined,
  );
  if (unknown.length > 0) throw new UsageError(`Unknown: ${unknown.join(' ')}\n\n${usage}`);
  requireNode(process.versions.node);
  const settings = readSettings(process.env);
  if (option === '--check-config') return console.log(maskedSettings(settings));
  await start(settings);
}

/** Starts the service and its metrics, and returns once both listen. */
async function start(settings: Settings): Promise<void> {
  const { port, metricsPort, revision } = settings.service;
  const app = await createApp(settings);
  const logger = new Logger('minipokedex');
  await app.init();
  for (const warning of [...settings.warnings, ...embeddedNotice(settings)]) logger.warn(warning);
  await app
    .get(MetricsServer)
    .listen(metricsPort)
    .catch((error) => {
      throw new ListenError('METRICS_PORT', metricsPort, error);
    });
  await app.listen({ port, host: '::', backlog: BACKLOG }).catch((error) => {
    throw new ListenError('PORT', port, error);
  });
  logger.log(
    `version ${version} (${revision}) answers on http://localhost:${port}, metrics on ${metricsPort}`,
  );
}

/** One line, if any store is embedded. */
function embeddedNotice({ database, redis }: Settings): string[] {
  const embedded = [...(database ? [] : ['database']), ...(redis ? [] : ['counter'])];
  if (embedded.length === 0) return [];
  return [
    `embedded ${embedded.join(' and ')}, not for production: a crash may lose the last second; DB_HOST and REDIS_HOST name real stores`,
  ];
}

function run(): void {
  main(process.argv.slice(2)).catch((error: unknown) => {
    const { text, exitCode } = explain(error);
    console.error(text);
    process.exit(exitCode);
  });
}

if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.setDeserializeMainFunction(run);
else run();
