import { type MigrationSettings, OperatorError, readMigrationSettings, UsageError } from '@app/config';
import { type MigrationClass, migrations as allMigrations } from '@app/migrations';
import { mysqlOptions } from '@app/persistence';
import type { Command, Terminal } from '../command.line.js';
import { refuseEarlyContraction } from './contraction.js';
import { Deadline } from './deadline.js';
import { withMigrationLock } from './migration.lock.js';
import { readApplied, revertLast, runPending } from './migration.runner.js';
import { migrationTable, type Outcome, pendingOf } from './migration.table.js';
import { MysqlSession } from './mysql.session.js';
import { ServiceAccount } from './service.account.js';
import { ServiceGrants } from './service.grants.js';

const EX_PENDING = 3;

const actions = ['up', 'down', 'status'] as const;
type Action = (typeof actions)[number];

/** Migrates MySQL, with a user of its own. Never prints a password. */
export function migrateCommand(migrations: MigrationClass[] = allMigrations): Command {
  return {
    usage: `Usage: admin migrate [up | down | status]

  up      runs the pending migrations, then prepares the service's user (default)
  down    reverts the last migration
  status  shows what has run; exits 3 if something is pending
  --help  shows this

It reads DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD, DB_TLS, DB_TLS_CA, DB_MIGRATION_USER,
DB_MIGRATION_PASSWORD and DB_MIGRATION_WAIT_S. Exit codes: 0 done, 1 failed, 3 pending (status),
64 wrong usage, 78 wrong settings.`,
    async run(words, terminal) {
      const action = readAction(words);
      const settings = readMigrationSettings(terminal.env);
      for (const warning of settings.warnings) terminal.stderr.write(`${warning}\n`);
      try {
        const outcome = await migrate(action, settings, migrations, terminal);
        terminal.stdout.write(migrationTable(outcome));
        return action === 'status' && pendingOf(outcome).length > 0 ? EX_PENDING : 0;
      } catch (error) {
        throw withoutSecrets(error as Error, [settings.admin.password, settings.service.password]);
      }
    },
  };
}

function readAction(words: readonly string[]): Action {
  const [name = 'up', ...more] = words;
  const action = actions.find((known) => known === name);
  if (!action) throw new UsageError(`Unknown command: ${name}`);
  if (more.length > 0) throw new UsageError(`One command at a time: ${words.join(' ')}`);
  return action;
}

async function migrate(
  action: Action,
  { admin, service, waitS }: MigrationSettings,
  migrations: MigrationClass[],
  terminal: Terminal,
): Promise<Outcome> {
  const known = migrations.map(({ name }) => name);
  const options = mysqlOptions(admin);
  const deadline = new Deadline(waitS, terminal);
  const session = await MysqlSession.openBy(deadline, options);
  try {
    // Without the lock: it changes nothing.
    if (action === 'status') {
      const applied = await readApplied(session);
      return { known, before: applied, after: applied };
    }
    return await withMigrationLock(session, deadline, async (waited) => {
      const before = await readApplied(session);
      if (action === 'up') {
        const pending = migrations.filter(({ name }) => !before.includes(name));
        await refuseEarlyContraction(session, options.database, pending);
        await runPending(options, migrations);
        await new ServiceAccount(session, { ...options, ...service }, terminal).prepare(!waited);
        await new ServiceGrants(session, options.database, service.user, terminal).apply();
      } else {
        const last = before.at(-1);
        if (last !== undefined) await revertLast(options, migrations, last);
        terminal.stderr.write(last === undefined ? 'Nothing to revert\n' : `Reverted ${last}\n`);
      }
      return { known, before, after: await readApplied(session) };
    });
  } finally {
    session.close();
  }
}

/** MySQL quotes what it doesn't understand, which may be a password; the stack would hold the whole statement. */
function withoutSecrets({ message }: Error, secrets: readonly string[]): OperatorError {
  return new OperatorError(
    secrets
      .filter((secret) => secret !== '')
      .reduce((text, secret) => text.replaceAll(secret, '***'), message),
  );
}
