import { parseArgs } from 'node:util';
import { UsageError } from '@app/config';

export const usage = `Usage: counts export [--snapshot] | restore [FILE]

  export      prints the counts in Redis as JSON: {"name": count, …}, by name
  --snapshot  prints those of the snapshot in MySQL instead, at most 10 s older: for when Redis is gone or was emptied
  restore     reads such JSON from FILE or standard input, and raises the snapshot in MySQL to it: every service that
              runs goes on from there within seconds. A count that is as high already stays: none can be lowered
  --help      this text

It reads the settings of the service from the environment; .env.example lists them. Exit codes: 0 done, 1 failed,
64 wrong usage, 78 wrong settings.`;

/** What the command is asked to do. */
export type CountsCommand =
  { kind: 'help' } | { kind: 'export'; from: 'counter' | 'snapshot' } | { kind: 'restore'; file?: string };

/** @throws UsageError */
export function readCountsCommand(argv: readonly string[]): CountsCommand {
  const { values, positionals } = parse(argv);
  if (values.help) return { kind: 'help' };
  const [name, file, ...more] = positionals;
  switch (name) {
    case 'export':
      if (file !== undefined) throw wrongUsage(`export writes to standard output, not to ${file}`);
      return { kind: 'export', from: values.snapshot ? 'snapshot' : 'counter' };
    case 'restore':
      if (values.snapshot) throw wrongUsage('--snapshot is of export: restore always writes to MySQL');
      if (more.length > 0) throw wrongUsage(`One file at a time: ${positionals.slice(1).join(' ')}`);
      return { kind: 'restore', file };
    default:
      throw wrongUsage(name === undefined ? 'Give a command' : `Unknown command: ${name}`);
  }
}

function wrongUsage(reason: string, options?: ErrorOptions): UsageError {
  return new UsageError(`${reason}\n\n${usage}`, options);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, snapshot: { type: 'boolean' } },
    });
  } catch (error) {
    throw wrongUsage((error as Error).message, { cause: error });
  }
}
