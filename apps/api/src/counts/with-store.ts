import { OperatorError, type Settings, SettingsModule } from '@app/config';
import { MetricsModule, StoreUnavailableError } from '@app/observability';
import type { Abstract, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Where a command writes: what was asked for to stdout, all else to stderr. */
export interface Output {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

interface StoreOf<Port> {
  settings: Settings;
  /** The module of the one store that is needed: no other is opened. */
  module: Type;
  /** What of it is used. */
  port: Abstract<Port>;
  output: Output;
  /** What helps if it is away. */
  remedy: string;
}

/**
 * Opens one store outside the service, uses it, and closes it.
 *
 * @throws OperatorError if it is away
 */
export async function withStore<Port, Result>(
  { settings, module, port, output, remedy }: StoreOf<Port>,
  use: (port: Port) => Promise<Result>,
): Promise<Result> {
  const root = {
    module: class CountsModule {},
    imports: [SettingsModule.forRoot(settings), MetricsModule, module],
  };
  const logger = troublesOnly(output);
  const context = await NestFactory.createApplicationContext(root, { logger, abortOnError: false });
  try {
    return await use(context.get<Port>(port));
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new OperatorError(`${error.message}. ${remedy}`, { cause: error });
  } finally {
    await context.close();
  }
}

/** Not the service's log, which is on stdout, where the counts go. */
function troublesOnly({ stderr }: Output): LoggerService {
  const tell = (message: unknown) => void stderr.write(`${String(message)}\n`);
  return { log: () => undefined, warn: tell, error: tell };
}
