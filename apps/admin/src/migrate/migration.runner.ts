import { OperatorError } from '@app/config';
import type { MigrationClass } from '@app/migrations';
import type { MysqlOptions } from '@app/persistence';
import mysql from 'mysql2';
import { DataSource, MigrationExecutor } from 'typeorm';
import { type MysqlSession, recover } from './mysql.session.js';

/** How long a statement waits for a table that others use, in seconds; they queue behind it meanwhile. */
const LOCK_WAIT_S = 30;

/** A migration failed; those before it are done and recorded. */
class MigrationFailedError extends OperatorError {}

/** The names of the migrations that have run, in that order; none if their table isn't there. */
export async function readApplied(session: MysqlSession): Promise<string[]> {
  const rows = session.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
  return (await recover(rows, 'ER_NO_SUCH_TABLE', [])).map(({ name }) => name);
}

/**
 * Runs what is pending, each migration in a transaction of its own. They have no deadline: only their author knows how
 * long one may take.
 *
 * @throws MigrationFailedError that names the migration
 */
export function runPending(options: MysqlOptions, migrations: MigrationClass[]): Promise<void> {
  return execute(options, migrations, 'The table of migrations', (executor) =>
    executor.executePendingMigrations(),
  );
}

/**
 * Reverts the migration that ran last, which is `last`.
 *
 * @throws MigrationFailedError that names it, also if this build doesn't know it
 */
export function revertLast(options: MysqlOptions, migrations: MigrationClass[], last: string): Promise<void> {
  return execute(options, migrations, last, (executor) => executor.undoLastMigration());
}

/** @param current - what has failed if no migration has been begun */
async function execute(
  { user: username, ...options }: MysqlOptions,
  migrations: MigrationClass[],
  current: string,
  work: (executor: MigrationExecutor) => Promise<unknown>,
): Promise<void> {
  // By name, TypeORM would look for the driver in node_modules, which the image hasn't. The logger "debug" is the one
  // that stays silent about failures, which are thrown anyway.
  const config = { type: 'mysql', driver: mysql, username, ...options, migrations, logger: 'debug' } as const;
  const dataSource = await new DataSource(config).initialize();
  for (const migration of dataSource.migrations) {
    const up = migration.up.bind(migration);
    migration.up = (queryRunner) => {
      current = migration.constructor.name;
      return up(queryRunner);
    };
  }
  try {
    const queryRunner = dataSource.createQueryRunner();
    await queryRunner.query('SET SESSION lock_wait_timeout = ?', [LOCK_WAIT_S]);
    const executor = new MigrationExecutor(dataSource, queryRunner);
    executor.transaction = 'each';
    await work(executor).catch((error: Error) => {
      throw new MigrationFailedError(
        `${current} failed: ${error.message}. What was done before it is recorded; correct it and run again.`,
        { cause: error },
      );
    });
  } finally {
    await dataSource.destroy();
  }
}
