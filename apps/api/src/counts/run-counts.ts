import { createReadStream } from 'node:fs';
import { explain, OperatorError, readSettings } from '@app/config';
import { readCountsCommand, usage } from './counts-command.js';
import { exportCounts } from './export-counts.js';
import { restoreCounts } from './restore-counts.js';
import type { Output } from './with-store.js';

/** What a command reads and writes. */
export interface Terminal extends Output {
  stdin: AsyncIterable<Uint8Array>;
}

/**
 * The whole command. Never throws.
 *
 * @returns its exit code: 0 done, 1 failed, 64 wrong usage, 78 wrong settings
 */
export async function runCounts(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  try {
    await execute(argv, environment, terminal);
    return 0;
  } catch (error) {
    const { text, exitCode } = explain(error);
    terminal.stderr.write(`${text}\n`);
    return exitCode;
  }
}

async function execute(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<void> {
  const command = readCountsCommand(argv);
  if (command.kind === 'help') {
    terminal.stdout.write(`${usage}\n`);
    return;
  }
  const settings = readSettings(environment);
  if (command.kind === 'export') return exportCounts(settings, command.from, terminal);
  await restoreCounts(settings, open(command.file, terminal), terminal);
}

async function* open(file: string | undefined, { stdin }: Terminal): AsyncGenerator<Uint8Array> {
  if (file === undefined) return yield* stdin;
  try {
    yield* createReadStream(file) as AsyncIterable<Buffer>;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new OperatorError(`${file} can't be read (${code}): give a file that export wrote.`, { cause });
  }
}
