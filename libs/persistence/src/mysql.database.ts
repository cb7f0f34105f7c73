import type { DatabaseSettings } from '@app/config';
import { migrations } from '@app/migrations';
import { Store, type StoreGuard, type StoreStatus, withDeadline } from '@app/stores';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Database } from './database.js';
import { MysqlConnections } from './mysql.connections.js';
import { mysqlOptions } from './mysql.options.js';
import { SqlSpans } from './sql.spans.js';

/** Calls that may wait for a connection; further ones fail at once. */
const QUEUE_LIMIT = 1000;
/** Time between two looks for a schema that is not there yet, in milliseconds. */
const LOOK_INTERVAL_MS = 500;

/**
 * MySQL. It is connected to by the guard's first probe and whenever it comes back, never by a start that waits for it.
 *
 * A call that misses its deadline cuts all connections: once a server went away without a word they are all dead, and
 * finding that out one by one would cost a deadline each.
 */
export class MysqlDatabase extends Database implements OnModuleInit, OnApplicationShutdown {
  readonly embedded = false;
  private readonly logger = new Logger(Database.name);
  private readonly connections = new MysqlConnections();
  private readonly store: Store;
  private readonly guard: StoreGuard;
  private readonly dataSource: DataSource;
  private readonly deadlineMs: number;
  private opening?: Promise<unknown>;
  private stopped = false;
  private warned = false;
  private nextLook?: NodeJS.Timeout;

  constructor(settings: DatabaseSettings, registry: Registry) {
    super();
    // Before the guard's, so that its first probe finds the silent connections gone.
    this.deadlineMs = settings.timeoutMs - 1;
    this.dataSource = this.createDataSource(settings);
    this.store = new Store('mysql', {
      registry,
      remedy: 'check the settings DB_…, and that the migrations have run (npm run migrate)',
    });
    this.guard = this.store.guard({
      deadlineMs: settings.timeoutMs,
      probe: () => this.call((manager) => this.probe(manager)),
    });
  }

  /** Waits for MySQL no longer than one deadline. */
  async onModuleInit(): Promise<void> {
    await this.store.start();
    void this.lookForSchema();
  }

  run<Result>(call: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.guard.run(() => this.call(call));
  }

  check(): Promise<StoreStatus> {
    return this.store.check();
  }

  /** Not earlier: requests that are still open need the database. Nest closes its listeners before this hook. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.nextLook);
    this.store.stop();
    try {
      await this.withinDeadline(() => this.close());
    } catch (error) {
      this.logger.warn(`The connections to MySQL were cut: ${(error as Error).message}`);
    }
    this.connections.cut('the service stops');
  }

  /**
   * Reads from the table of each entity, so that a server without the schema or the grants of this build counts as
   * down, as one that can't be reached does.
   */
  private async probe(manager: EntityManager): Promise<void> {
    for (const entity of this.entities) await manager.exists(entity);
  }

  private call<Result>(call: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.withinDeadline(async () => {
      await this.open();
      return call(this.dataSource.manager);
    });
  }

  private async open(): Promise<void> {
    if (this.stopped) throw new Error('the connection pool is closed');
    if (this.dataSource.isInitialized) return;
    this.opening ??= this.dataSource.initialize().finally(() => (this.opening = undefined));
    await this.opening;
  }

  private async close(): Promise<void> {
    await this.opening?.catch(() => this.logger.debug('MySQL was never reached'));
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async lookForSchema(): Promise<void> {
    try {
      if (this.guard.isUp) {
        this.migrated = await this.isMigrated();
        if (!this.migrated) this.warnOnce();
      }
    } catch (error) {
      this.logger.debug(`The schema could not be looked for: ${(error as Error).message}`);
    }
    if (!this.migrated && !this.stopped)
      this.nextLook = setTimeout(() => void this.lookForSchema(), LOOK_INTERVAL_MS);
  }

  /** Past the guard: a list of migrations that can't be read is no reason to turn visitors away. */
  private isMigrated(): Promise<boolean> {
    return this.call((manager) =>
      manager
        .createQueryBuilder()
        .from('migrations', 'migration')
        .where('migration.name = :name', { name: migrations.at(-1)!.name })
        .getExists(),
    );
  }

  private warnOnce(): void {
    if (this.warned) return;
    this.warned = true;
    this.logger.warn(
      "The schema is not this build's yet: not ready until its migrations have run (npm run migrate)",
    );
  }

  private withinDeadline<Result>(call: () => Promise<Result>): Promise<Result> {
    return withDeadline(call, this.deadlineMs, (reason) => this.connections.cut(reason));
  }

  private createDataSource(settings: DatabaseSettings): DataSource {
    const { user: username, ...options } = mysqlOptions(settings);
    return new DataSource({
      type: 'mysql',
      username,
      ...options,
      poolSize: settings.poolSize,
      connectTimeout: settings.timeoutMs,
      entities: this.entities,
      subscribers: [SqlSpans],
      logging: false,
      driver: this.connections,
      extra: { queueLimit: QUEUE_LIMIT },
    });
  }
}
