import type { MysqlOptions } from '@app/persistence';
import mysql from 'mysql2';
import { DataSource, MigrationExecutor, type MigrationInterface } from 'typeorm';
import { MigrationFailedError } from './errors.js';

/** A migration as it is listed. */
export type MigrationClass = new () => MigrationInterface;

/** How long a statement waits for a table that others use, in seconds; they wait behind it meanwhile. */
const LOCK_WAIT_S = 30;

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
  // The logger "debug" is the one that stays silent about failures, which are thrown anyway.
  const dataSource = new DataSource({
    type: 'mysql',
    // By name, TypeORM would look for it in node_modules, which the image hasn't.
    driver: mysql,
    username,
    ...options,
    migrations,
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
