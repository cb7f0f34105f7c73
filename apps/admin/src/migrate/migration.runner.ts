import { OperatorError } from '@app/config';
import type { MysqlOptions } from '@app/persistence';
import mysql from 'mysql2';
import { DataSource, MigrationExecutor, type MigrationInterface } from 'typeorm';
import type { MysqlSession } from './mysql.session.js';

/** A migration as it is listed. */
export type MigrationClass = new () => MigrationInterface;

/** How long a statement waits for a table that others use, in seconds; they queue behind it meanwhile. */
const LOCK_WAIT_S = 30;

/** A migration failed; those before it are done and recorded. */
class MigrationFailedError extends OperatorError {
  override readonly name = 'MigrationFailedError';

  constructor(migration: string, cause: Error) {
    super(
      `${migration} failed: ${cause.message}. What was done before it is recorded; correct it and run again.`,
      {
        cause,
      },
    );
  }
}

/** The names of the migrations that have run, in that order; none if their table isn't there. */
export async function readApplied(session: MysqlSession): Promise<string[]> {
  try {
    const rows = await session.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    return rows.map(({ name }) => name);
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_NO_SUCH_TABLE') return [];
    throw error;
  }
}

/**
 * Runs what is pending, each migration in a transaction of its own. They have no deadline: only their author knows how
 * long one may take.
 *
 * @throws MigrationFailedError that names the migration
 */
export async function runPending(options: MysqlOptions, migrations: MigrationClass[]): Promise<void> {
  await withExecutor(options, migrations, async (executor, dataSource) => {
    let current = 'The table of migrations';
    for (const migration of dataSource.migrations) {
      const up = migration.up.bind(migration);
      migration.up = (queryRunner) => {
        current = migration.constructor.name;
        return up(queryRunner);
      };
    }
    await executor.executePendingMigrations().catch((error: Error) => {
      throw new MigrationFailedError(current, error);
    });
  });
}

/**
 * Reverts the migration that ran last.
 *
 * @throws MigrationFailedError that names it, also if this build doesn't know it
 */
export async function revert(
  options: MysqlOptions,
  migrations: MigrationClass[],
  last: string,
): Promise<void> {
  await withExecutor(options, migrations, async (executor) => {
    await executor.undoLastMigration().catch((error: Error) => {
      throw new MigrationFailedError(last, error);
    });
  });
}

async function withExecutor(
  { user: username, ...options }: MysqlOptions,
  migrations: MigrationClass[],
  work: (executor: MigrationExecutor, dataSource: DataSource) => Promise<void>,
): Promise<void> {
  const dataSource = new DataSource({
    type: 'mysql',
    // By name, TypeORM would look for it in node_modules, which the image hasn't.
    driver: mysql,
    username,
    ...options,
    migrations,
    // The one that doesn't log failures, which are thrown anyway.
    logger: 'debug',
  });
  await dataSource.initialize();
  try {
    const queryRunner = dataSource.createQueryRunner();
    await queryRunner.query('SET SESSION lock_wait_timeout = ?', [LOCK_WAIT_S]);
    const executor = new MigrationExecutor(dataSource, queryRunner);
    executor.transaction = 'each';
    await work(executor, dataSource);
  } finally {
    await dataSource.destroy();
  }
}
