import { createReadStream } from 'node:fs';
import { OperatorError, readSettings, UsageError } from '@app/config';
import type { Command, Terminal } from '../command.line.js';
import { formatCounts, readCounts } from './counts.document.js';
import { countsOfRedis, countsOfSnapshot, raiseSnapshot, requireStore } from './counts.stores.js';

/** Exports the counts, or restores them. */
export const countsCommand: Command = {
  usage: `Usage: admin counts export [--snapshot] | restore [FILE]

  export      prints the counts in Redis as JSON: {"name": count, …}, by name
  --snapshot  prints those of the snapshot in MySQL instead, at most 10 s older: for when Redis is gone or was emptied
  restore     reads such JSON from FILE or standard input, and raises the snapshot in MySQL to it: every service that
              runs goes on from there within seconds. A count that is as high already stays: none can be lowered
  --help      this text

It reads the settings of the service from the environment; .env.example lists them. Exit codes: 0 done, 1 failed,
64 wrong usage, 78 wrong settings.`,
  options: ['snapshot'],
  async run([name, file, ...more], terminal, options) {
    switch (name) {
      case 'export':
        if (file !== undefined) throw new UsageError(`export writes to standard output, not to ${file}`);
        return exportCounts(options.has('snapshot') ? countsOfSnapshot : countsOfRedis, terminal);
      case 'restore':
        if (options.has('snapshot'))
          throw new UsageError('--snapshot is of export: restore always writes to MySQL');
        if (more.length > 0) throw new UsageError(`One file at a time: ${[file, ...more].join(' ')}`);
        return restoreCounts(file, terminal);
      default:
        throw new UsageError(name === undefined ? 'Give a command' : `Unknown command: ${name}`);
    }
  },
};

async function exportCounts(read: typeof countsOfRedis, terminal: Terminal): Promise<number> {
  terminal.stdout.write(formatCounts(await read(readSettings(terminal.env), terminal)));
  return 0;
}

async function restoreCounts(file: string | undefined, terminal: Terminal): Promise<number> {
  const settings = readSettings(terminal.env);
  requireStore(settings, 'database');
  // Redis itself may be away or empty: the services that use it take the counts from the snapshot.
  requireStore(settings, 'redis');
  const counts = await readCounts(file === undefined ? terminal.stdin : chunksOf(file));
  const raised = await raiseSnapshot(settings, counts, terminal);
  terminal.stdout.write(
    `Raised ${raised} of ${counts.size} counts; running services go on from them within seconds. ` +
      'A count that was as high already stays as it is: none can be lowered.\n',
  );
  return 0;
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file) as AsyncIterable<Buffer>;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new OperatorError(`${file} can't be read (${code}): give a file that export wrote.`, { cause });
  }
}
