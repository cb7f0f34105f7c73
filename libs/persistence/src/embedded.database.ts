import { OperatorError } from '@app/config';
import { migrations } from '@app/migrations';
import type { StoreStatus } from '@app/stores';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Database } from './database.js';
import type { DatabaseFile } from './database.file.js';
import { SqlSpans } from './sql.spans.js';

/** The file of the embedded database can't be read as one. */
export class DamagedDatabaseError extends OperatorError {
  constructor(path: string, options: ErrorOptions) {
    super(
      `${path} is damaged, or not a file of the embedded database. Move it away to start with a new one.`,
      options,
    );
  }
}

/** SQLite in the process (sql.js), for trying the service out. Unlike MySQL, it is migrated by the service itself. */
export class EmbeddedDatabase extends Database implements OnModuleInit, OnApplicationShutdown {
  readonly embedded = true;
  schemaIsCurrent = false;
  private dataSource: DataSource;

  constructor(private readonly file: DatabaseFile) {
    super();
  }

  /** @throws DamagedDatabaseError if the file can't be used; UnreadableFileError */
  async onModuleInit(): Promise<void> {
    this.dataSource = new DataSource({
      type: 'sqljs',
      database: await this.file.load(),
      autoSave: true,
      autoSaveCallback: (database: Uint8Array) => this.file.save(database),
      entities: this.entities,
      migrations,
      migrationsTransactionMode: 'each',
      subscribers: [SqlSpans],
      logging: false,
    });
    await this.openUndamaged();
    await this.dataSource.runMigrations();
    this.schemaIsCurrent = true;
  }

  run<Result>(call: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return call(this.dataSource.manager);
  }

  async check(): Promise<StoreStatus> {
    const startedAt = performance.now();
    await this.dataSource.query('SELECT 1');
    return { up: true, latencyMs: Math.round((performance.now() - startedAt) * 100) / 100 };
  }

  /** Not earlier: requests that are still open need the database. Nest closes its listeners before this hook. */
  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }

  private async openUndamaged(): Promise<void> {
    try {
      await this.dataSource.initialize();
      // As a SELECT, since TypeORM takes anything else for a change and saves the file.
      const [found] = await this.dataSource.query<{ fault: string }[]>(
        'SELECT integrity_check AS fault FROM pragma_integrity_check',
      );
      if (found?.fault !== 'ok') throw new Error(found?.fault);
    } catch (cause) {
      throw new DamagedDatabaseError(this.file.path, { cause });
    }
  }
}
