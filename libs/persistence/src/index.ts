export { Database } from './database.js';
export { mysqlOptions, type MysqlOptions } from './mysql.options.js';
export { PersistenceModule } from './persistence.module.js';
