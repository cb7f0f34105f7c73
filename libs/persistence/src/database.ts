import type { StoreStatus } from '@app/stores';
import type { Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** The database behind every feature's repositories: MySQL, or sql.js in the process. */
export abstract class Database {
  /** Registered by the features before the first connection is opened. */
  protected readonly entities: Type<object>[] = [];

  /** Whether the database is sql.js in the process instead of MySQL. */
  abstract readonly embedded: boolean;

  /** True from the moment this build's newest migration has been seen in the database. */
  abstract readonly schemaIsCurrent: boolean;

  /** Maps tables to entities. TypeORM reads the list when it connects, so modules call this while they are built. */
  register(entities: readonly Type<object>[]): void {
    this.entities.push(...entities);
  }

  /**
   * Makes one call to the database, over one deadline.
   *
   * @throws StoreUnavailableError if MySQL is down, failed, or missed the deadline
   */
  abstract run<Result>(call: (manager: EntityManager) => Promise<Result>): Promise<Result>;

  /** Checks now whether the database can answer visitors. */
  abstract check(): Promise<StoreStatus>;
}
