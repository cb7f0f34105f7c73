import type { MigrationSettings } from '@app/config';
import { mysqlOptions } from '@app/persistence';
import type { Connection } from 'mysql2/promise';
import { readApplied } from './applied-migrations.js';
import { connectWithin } from './connect.js';
import { Deadline } from './deadline.js';
import { withMigrationLock } from './migration-lock.js';
import { type MigrationClass, revert, runPending } from './migration-runner.js';
import type { Outcome } from './migration-table.js';
import type { Progress } from './progress.js';
import { prepareAccount } from './service-account.js';
import { applyGrants } from './service-grants.js';

/** What every command is given. */
export interface Task {
  settings: MigrationSettings;
  migrations: MigrationClass[];
  progress: Progress;
}

/** Runs what is pending, then prepares the service's user. */
export function up({ settings, migrations, progress }: Task): Promise<Outcome> {
  const options = mysqlOptions(settings.admin);
  const { service } = settings;
  return connected(settings, progress, (connection, deadline) =>
    withMigrationLock(connection, deadline, progress, async (waited) => {
      const before = await readApplied(connection);
      await runPending(options, migrations);
      await prepareAccount(connection, options, service, !waited, progress);
      await applyGrants(connection, options.database, service.user, progress);
      return { known: namesOf(migrations), before, after: await readApplied(connection) };
    }),
  );
}

/** Reverts the last migration, if any has run. */
export function down({ settings, migrations, progress }: Task): Promise<Outcome> {
  return connected(settings, progress, (connection, deadline) =>
    withMigrationLock(connection, deadline, progress, async () => {
      const before = await readApplied(connection);
      const last = before.at(-1);
      if (last !== undefined) await revert(mysqlOptions(settings.admin), migrations, last);
      progress.say(last === undefined ? 'Nothing to revert' : `Reverted ${last}`);
      return { known: namesOf(migrations), before, after: await readApplied(connection) };
    }),
  );
}

/** Looks at what has run, without the lock. */
export function status({ settings, migrations, progress }: Task): Promise<Outcome> {
  return connected(settings, progress, async (connection) => {
    const applied = await readApplied(connection);
    return { known: namesOf(migrations), before: applied, after: applied };
  });
}

async function connected(
  settings: MigrationSettings,
  progress: Progress,
  work: (connection: Connection, deadline: Deadline) => Promise<Outcome>,
): Promise<Outcome> {
  const deadline = new Deadline(settings.waitS);
  const connection = await connectWithin(deadline, mysqlOptions(settings.admin), progress);
  try {
    return await work(connection, deadline);
  } finally {
    connection.destroy();
  }
}

function namesOf(migrations: readonly MigrationClass[]): string[] {
  return migrations.map(({ name }) => name);
}
