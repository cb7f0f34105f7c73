import { OperatorError, readSettings, UsageError } from '@app/config';
import type { Command } from './command.line.js';

const TIMEOUT_MS = 2000;

/** The health check of the image, which has no shell and no curl. */
export const healthCommand: Command = {
  usage: `Usage: admin health

Checks that the service in this container is alive. It reads the settings of the service from the environment. Exit
codes: 0 alive, 1 not alive, 64 wrong usage, 78 wrong settings.`,
  async run([word], { env }) {
    if (word !== undefined) throw new UsageError(`health takes no argument: ${word}`);
    const url = `http://localhost:${readSettings(env).service.port}/health/live`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
      ({ status }) => status,
      (error: Error) => error.cause ?? error,
    );
    if (answer === 200) return 0;
    throw new OperatorError(
      `Not alive: ${url} answers ${answer}. Look at the log of the service, and check PORT.`,
    );
  },
};
