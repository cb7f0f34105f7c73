export { Database } from './database.js';
export { mysqlOptions, type MysqlOptions } from './mysql-options.js';
export { PersistenceModule } from './persistence.module.js';
export { SnapshotRepository } from './snapshot.repository.js';
export { type Pokemon, PokemonRepository } from './pokemon.repository.js';
