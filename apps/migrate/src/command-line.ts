import { parseArgs } from 'node:util';
import { UsageError } from '@app/config';

export const usage = `Usage: migrate [up | down | status]

  up      runs the pending migrations, then prepares the service's user (default)
  down    reverts the last migration
  status  shows what has run; exits 3 if something is pending
  --help  shows this

It reads DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD, DB_TLS, DB_TLS_CA, DB_MIGRATION_USER,
DB_MIGRATION_PASSWORD and DB_MIGRATION_WAIT_S. Exit codes: 0 done, 1 failed, 3 pending (status),
64 wrong usage, 78 wrong settings.
`;

const commands = ['up', 'down', 'status'] as const;

/** What the command is asked to do. */
export type Command = (typeof commands)[number] | 'help';

/** @throws UsageError */
export function readCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  const [name = 'up', ...more] = positionals;
  const command = commands.find((known) => known === name);
  if (!command) throw new UsageError(`Unknown command: ${name}`);
  if (more.length > 0) throw new UsageError(`One command at a time: ${positionals.join(' ')}`);
  return command;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
