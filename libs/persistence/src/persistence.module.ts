import {
  DATABASE_SETTINGS,
  type DatabaseSettings,
  SERVICE_SETTINGS,
  type ServiceSettings,
} from '@app/config';
import { StoreMetrics } from '@app/observability';
import { Module } from '@nestjs/common';
import { Database } from './database.js';
import { DatabaseFile } from './database-file.js';
import { EmbeddedStore } from './embedded-store.js';
import { EntityStore } from './entity-store.js';
import { MysqlStore } from './mysql-store.js';
import { PokemonRepository } from './pokemon.repository.js';
import { SnapshotRepository } from './snapshot.repository.js';

function createStore(
  database: DatabaseSettings | undefined,
  { dataDir }: ServiceSettings,
  metrics: StoreMetrics,
): EntityStore {
  if (database) return new MysqlStore(database, metrics);
  return new EmbeddedStore(new DatabaseFile(dataDir));
}

/** The catalogue in MySQL, or in the embedded database if no server is configured. */
@Module({
  providers: [
    {
      provide: EntityStore,
      inject: [DATABASE_SETTINGS, SERVICE_SETTINGS, StoreMetrics],
      useFactory: createStore,
    },
    Database,
    PokemonRepository,
    SnapshotRepository,
  ],
  exports: [Database, PokemonRepository, SnapshotRepository],
})
export class PersistenceModule {}
