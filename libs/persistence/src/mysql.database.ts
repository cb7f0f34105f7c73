import { type DatabaseSettings, SHUTDOWN_BUDGET_MS } from '@app/config';
import { migrations } from '@app/migrations';
import {
  reportServers,
  Store,
  type StoreGuard,
  type StoreStatus,
  StoreUnavailableError,
  withDeadline,
} from '@app/stores';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Database } from './database.js';
import { MysqlConnections } from './mysql.connections.js';
import { MYSQL_METRICS, readStatus } from './mysql.metrics.js';
import { mysqlOptions } from './mysql.options.js';
import { SchemaWatch } from './schema.watch.js';
import { SqlSpans } from './sql.spans.js';

/** Further calls would miss their deadline in the queue for a connection, though MySQL is well. */
const CALLS_PER_CONNECTION = 25;

/** TypeORM prepares no statement, and the driver's default reserves 0.5 MB a connection for 16,000. */
const POOL = { maxPreparedStatements: 1 };

/**
 * MySQL. The guard's first probe connects, and each probe after an outage; the start never waits longer than one
 * deadline for it.
 *
 * A call that misses its deadline cuts all connections: after a server has vanished without a word they are all dead,
 * and finding that out one by one would cost a deadline each.
 */
export class MysqlDatabase extends Database implements OnModuleInit, OnApplicationShutdown {
  readonly embedded = false;
  private readonly logger = new Logger(Database.name);
  private readonly connections = new MysqlConnections();
  private readonly cut = (reason: string) => this.connections.cut(reason);
  private readonly schema = new SchemaWatch(() => this.isMigrated());
  private readonly dataSource: DataSource;
  private readonly store: Store;
  private readonly guard: StoreGuard;
  private opening?: Promise<unknown>;
  private calls = 0;
  private stopped = false;

  constructor(
    private readonly settings: DatabaseSettings,
    registry: Registry,
  ) {
    super();
    const { user: username, connectAttributes, ...options } = mysqlOptions(settings);
    this.dataSource = new DataSource({
      type: 'mysql',
      username,
      ...options,
      poolSize: settings.poolSize,
      connectTimeout: settings.timeoutMs,
      entities: this.entities,
      subscribers: [SqlSpans],
      logging: false,
      driver: this.connections,
      extra: { ...POOL, connectAttributes },
    });
    this.store = new Store('mysql', {
      registry,
      remedy: 'check the settings DB_…, and that the migrations have run (npm run migrate)',
    });
    this.guard = this.store.guard({
      deadlineMs: settings.timeoutMs,
      probe: () => this.call((manager) => this.probe(manager)),
      onExpired: this.cut,
    });
    reportServers(registry, MYSQL_METRICS, () => this.guard.ask(() => this.call(readStatus)));
  }

  get schemaIsCurrent(): boolean {
    return this.schema.isCurrent;
  }

  async onModuleInit(): Promise<void> {
    await this.store.start();
    void this.schema.start();
  }

  async run<Result>(call: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    // Ahead of the guard: an overload of our own making says nothing about MySQL.
    if (this.calls >= this.settings.poolSize * CALLS_PER_CONNECTION)
      throw new StoreUnavailableError('mysql', 'too many calls are waiting for it');
    this.calls += 1;
    try {
      return await this.guard.run(() => this.call(call));
    } finally {
      this.calls -= 1;
    }
  }

  check(): Promise<StoreStatus> {
    return this.store.check();
  }

  /** Not earlier: requests that are still open need the database. Nest closes its listeners before this hook. */
  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.schema.stop();
    this.store.stop();
    try {
      const limitMs = Math.min(this.settings.timeoutMs, SHUTDOWN_BUDGET_MS.mysql);
      await withDeadline(() => this.close(), limitMs, this.cut);
    } catch (error) {
      this.logger.warn(`The connections to MySQL were cut: ${(error as Error).message}`);
    }
    this.cut('the service stops');
  }

  /**
   * Looks into the table of each entity, so that a server without the schema or the grants of this build counts as
   * down, like one that can't be reached.
   */
  private async probe(manager: EntityManager): Promise<void> {
    for (const entity of this.entities) await manager.exists(entity);
  }

  private isMigrated(): Promise<boolean> {
    const { name } = migrations.at(-1)!;
    const look = (manager: EntityManager) =>
      manager
        .createQueryBuilder()
        .from('migrations', 'migration')
        .where('migration.name = :name', { name })
        .getExists();
    return this.guard.ask(() => this.call(look));
  }

  private async call<Result>(call: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    if (this.stopped) throw new Error('the connection pool is closed');
    if (!this.dataSource.isInitialized) {
      this.opening ??= this.dataSource.initialize().finally(() => (this.opening = undefined));
      await this.opening;
    }
    return call(this.dataSource.manager);
  }

  private async close(): Promise<void> {
    await this.opening?.catch(() => this.logger.debug('MySQL was never reached'));
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
