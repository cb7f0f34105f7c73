import { type MigrationSettings, OperatorError, readMigrationSettings, UsageError } from '@app/config';
import { migrations as allMigrations } from '@app/migrations';
import { type Command, readCommand, usage } from './command-line.js';
import { down, status, up } from './commands.js';
import type { MigrationClass } from './migration-runner.js';
import { migrationTable, pendingOf } from './migration-table.js';
import { Progress } from './progress.js';

const EX_PENDING = 3;

/** Where the command writes: results on stdout, all else on stderr. */
export interface Terminal {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/**
 * The whole command. Never throws, and never prints a password.
 *
 * @returns its exit code: 0 done, 1 failed, 3 pending (`status`), 64 wrong usage, 78 wrong settings
 */
export async function run(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
  migrations: MigrationClass[] = allMigrations,
): Promise<number> {
  const secrets: string[] = [];
  try {
    const command = readCommand(argv);
    if (command === 'help') {
      terminal.stdout.write(usage);
      return 0;
    }
    const settings = readMigrationSettings(environment);
    secrets.push(settings.admin.password, settings.service.password);
    return await execute(command, settings, migrations, terminal);
  } catch (error) {
    terminal.stderr.write(`${withoutSecrets((error as Error).message, secrets)}\n`);
    if (error instanceof UsageError) terminal.stderr.write(`\n${usage}`);
    return error instanceof OperatorError ? error.exitCode : 1;
  }
}

async function execute(
  command: Exclude<Command, 'help'>,
  settings: MigrationSettings,
  migrations: MigrationClass[],
  terminal: Terminal,
): Promise<number> {
  const task = { settings, migrations, progress: new Progress(terminal.stderr) };
  const outcome = await { up, down, status }[command](task);
  terminal.stdout.write(migrationTable(outcome));
  return command === 'status' && pendingOf(outcome).length > 0 ? EX_PENDING : 0;
}

/** MySQL quotes what it doesn't understand, which may be a password. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
