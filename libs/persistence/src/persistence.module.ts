import {
  DATABASE_SETTINGS,
  type DatabaseSettings,
  SERVICE_SETTINGS,
  type ServiceSettings,
} from '@app/config';
import { StoreMetrics, Tracer } from '@app/observability';
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
  tracer?: Tracer,
): EntityStore {
  if (database) return new MysqlStore(database, metrics, tracer);
  return new EmbeddedStore(new DatabaseFile(dataDir), tracer);
}

/** The catalogue in MySQL, or in the embedded database if no server is configured. */
@Module({
  providers: [
    {
      provide: EntityStore,
      inject: [DATABASE_SETTINGS, SERVICE_SETTINGS, StoreMetrics, { token: Tracer, optional: true }],
      useFactory: createStore,
    },
    Database,
    PokemonRepository,
    SnapshotRepository,
  ],
  exports: [Database, PokemonRepository, SnapshotRepository],
})
export class PersistenceModule {}
