import { OperatorError, readSettings, UsageError } from '@app/config';
import type { Command } from './command.line.js';

const TIMEOUT_MS = 2000;

/** The service doesn't answer, or not as one that is alive. */
class NotAliveError extends OperatorError {
  override readonly name = 'NotAliveError';

  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      `${url}: ${reason}. Check that the service runs, and that PORT is the one it was started with.`,
      options,
    );
  }
}

/** The health check of the image, which has no shell and no curl. */
export const healthCommand: Command = {
  usage: `Usage: admin health

Checks that the service in this container is alive. It reads the settings of the service from the environment. Exit
codes: 0 alive, 1 not alive, 64 wrong usage, 78 wrong settings.`,
  async run([word], _, { environment }) {
    if (word !== undefined) throw new UsageError(`health takes no argument: ${word}`);
    const url = `http://localhost:${readSettings(environment).service.port}/health/live`;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { status } = await fetch(url, { signal }).catch((error: Error) => {
      throw new NotAliveError(url, String(error.cause ?? error), { cause: error });
    });
    if (status !== 200) throw new NotAliveError(url, `it answers ${status}`);
    return 0;
  },
};
