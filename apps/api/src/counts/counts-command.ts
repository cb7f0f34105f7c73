import { parseArgs } from 'node:util';
import { UsageError } from '../command-line.js';

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
  const [name, file, ...more] = positionals;
  if (values.help) return { kind: 'help' };
  if (name === 'export' && file === undefined)
    return { kind: 'export', from: values.snapshot ? 'snapshot' : 'counter' };
  if (name === 'restore' && more.length === 0 && !values.snapshot) return { kind: 'restore', file };
  throw new UsageError(usage);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, snapshot: { type: 'boolean' } },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}
