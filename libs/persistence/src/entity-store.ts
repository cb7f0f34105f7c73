import type { StoreStatus } from '@app/observability';
import type { EntityManager } from 'typeorm';

/** A database that holds the entities: MySQL, or sql.js in the process. */
export abstract class EntityStore {
  abstract readonly embedded: boolean;

  /** Opens the database. Only the embedded one can fail here; MySQL may come later. */
  abstract start(): Promise<void>;

  /**
   * Makes one call to the database.
   *
   * @throws StoreUnavailableError if MySQL did not do its part
   */
  abstract run<Result>(call: (manager: EntityManager) => Promise<Result>): Promise<Result>;

  /** Whether this build's newest migration has run. Rejects if that can't be found out now. */
  abstract isMigrated(): Promise<boolean>;

  /** Asks the database now whether it can answer visitors. */
  abstract check(): Promise<StoreStatus>;

  /** Closes the database for good. */
  abstract stop(): Promise<void>;
}
