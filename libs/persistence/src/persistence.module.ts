import {
  DATABASE_SETTINGS,
  type DatabaseSettings,
  SERVICE_SETTINGS,
  type ServiceSettings,
} from '@app/config';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Database } from './database.js';
import { DatabaseFile } from './database.file.js';
import { EmbeddedDatabase } from './embedded.database.js';
import { MysqlDatabase } from './mysql.database.js';

/** Holds the entities of one feature. */
class EntitiesModule {}

function createDatabase(
  mysql: DatabaseSettings | undefined,
  { dataDir }: ServiceSettings,
  registry: Registry,
): Database {
  return mysql ? new MysqlDatabase(mysql, registry) : new EmbeddedDatabase(new DatabaseFile(dataDir));
}

/** Provides the `Database`: MySQL, or the embedded one if no server is configured. */
@Module({
  providers: [
    {
      provide: Database,
      inject: [DATABASE_SETTINGS, SERVICE_SETTINGS, Registry],
      useFactory: createDatabase,
    },
  ],
  exports: [Database],
})
export class PersistenceModule {
  /** Provides the `Database` to a feature, and maps the feature's tables to its entities. */
  static forFeature(entities: readonly Type<object>[]): DynamicModule {
    return {
      module: EntitiesModule,
      imports: [PersistenceModule],
      providers: [
        {
          // Made before any module is initialised, which is when the database connects.
          provide: 'ENTITIES',
          inject: [Database],
          useFactory: (database: Database) => database.register(entities),
        },
      ],
      exports: [PersistenceModule],
    };
  }
}
