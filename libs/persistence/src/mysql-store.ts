import type { DatabaseSettings } from '@app/config';
import { migrations } from '@app/migrations';
import {
  StoreGuard,
  type StoreMetrics,
  type StoreStatus,
  StoreUnavailableError,
  withDeadline,
} from '@app/observability';
import { Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { entities } from './entities.js';
import { EntityStore } from './entity-store.js';
import { MysqlConnections } from './mysql-connections.js';
import { mysqlOptions } from './mysql-options.js';
import { PokemonEntity } from './pokemon.entity.js';
import { SqlSpans } from './sql.spans.js';

/** Calls that may wait for a connection; further ones fail at once. */
const QUEUE_LIMIT = 1000;

/**
 * MySQL. It is connected to by the guard's first probe and whenever it comes back, never by a start that waits for it.
 *
 * A call that misses its deadline cuts all connections: once a server went away without a word they are all dead, and
 * finding that out one by one would cost a deadline each.
 */
export class MysqlStore extends EntityStore {
  readonly embedded = false;
  private readonly logger = new Logger(MysqlStore.name);
  private readonly connections = new MysqlConnections();
  private readonly guard: StoreGuard;
  private readonly dataSource: DataSource;
  private readonly deadlineMs: number;
  private opening?: Promise<unknown>;
  private stopped = false;

  constructor(settings: DatabaseSettings, metrics: StoreMetrics) {
    super();
    // Before the guard's, so that its first probe finds the silent connections gone.
    this.deadlineMs = settings.timeoutMs - 1;
    this.dataSource = createDataSource(settings, this.connections);
    this.guard = new StoreGuard({
      store: 'mysql',
      deadlineMs: settings.timeoutMs,
      probe: () =>
        this.call((manager) => manager.findOne(PokemonEntity, { where: {}, select: { id: true } })),
      metrics,
    });
  }

  start(): Promise<void> {
    return this.guard.start();
  }

  run<Result>(call: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.guard.run(() => this.call(call));
  }

  /** Past the guard: a schema that can't be asked for is no reason to turn visitors away. */
  async isMigrated(): Promise<boolean> {
    if (!this.guard.isUp) throw new StoreUnavailableError('mysql', 'it is known to be down');
    return this.call((manager) =>
      manager
        .createQueryBuilder()
        .from('migrations', 'migration')
        .where('migration.name = :name', { name: migrations.at(-1)!.name })
        .getExists(),
    );
  }

  check(): Promise<StoreStatus> {
    return this.guard.check();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.guard.stop();
    try {
      await this.withinDeadline(() => this.close());
    } catch (error) {
      this.logger.warn(`The connections to MySQL were cut: ${(error as Error).message}`);
    }
    this.connections.cut('the service stops');
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

  private withinDeadline<Result>(call: () => Promise<Result>): Promise<Result> {
    return withDeadline(call, this.deadlineMs, (reason) => this.connections.cut(reason));
  }
}

function createDataSource(settings: DatabaseSettings, connections: MysqlConnections): DataSource {
  const { user: username, ...options } = mysqlOptions(settings);
  return new DataSource({
    type: 'mysql',
    username,
    ...options,
    poolSize: settings.poolSize,
    connectTimeout: settings.timeoutMs,
    entities,
    subscribers: [SqlSpans],
    logging: false,
    driver: connections,
    extra: { queueLimit: QUEUE_LIMIT },
  });
}
