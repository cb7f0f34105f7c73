import type { StoreStatus } from '@app/observability';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EntityStore } from './entity-store.js';

/** How often a schema that is not there yet is looked for, in milliseconds. */
const LOOK_INTERVAL_MS = 500;

/** The database as a whole: its schema, its health, its life. Rows are read by the repositories. */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private current = false;
  private stopped = false;
  private warned = false;
  private nextLook?: NodeJS.Timeout;

  constructor(private readonly store: EntityStore) {}

  /** Whether the database is sql.js in the process instead of MySQL. */
  get embedded(): boolean {
    return this.store.embedded;
  }

  /** True from the moment this build's newest migration has been seen in the database. */
  get schemaIsCurrent(): boolean {
    return this.current;
  }

  /** Asks the database now whether it can answer visitors. */
  check(): Promise<StoreStatus> {
    return this.store.check();
  }

  /**
   * Opens the database, waiting for MySQL no longer than one deadline.
   *
   * @throws DamagedDatabaseError if the file of the embedded database can't be used
   */
  async onModuleInit(): Promise<void> {
    await this.store.start();
    const looked = this.lookForSchema();
    if (this.embedded) await looked;
  }

  /** Not earlier: requests that are still open need the database (Nest closes its listeners before this hook). */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.nextLook);
    await this.store.stop();
  }

  private warnOnce(): void {
    if (this.warned) return;
    this.warned = true;
    this.logger.warn(
      "The schema is not this build's yet: not ready until its migrations have run (npm run migrate)",
    );
  }

  private async lookForSchema(): Promise<void> {
    try {
      this.current = await this.store.isMigrated();
      if (!this.current) this.warnOnce();
    } catch (error) {
      this.logger.debug(`The schema could not be looked for: ${(error as Error).message}`);
    }
    if (!this.current && !this.stopped)
      this.nextLook = setTimeout(() => void this.lookForSchema(), LOOK_INTERVAL_MS);
  }
}
