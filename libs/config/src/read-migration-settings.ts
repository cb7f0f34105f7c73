import { type ParsedEnvironment, parseEnvironment } from './environment.js';
import { readDatabase } from './read-database.js';
import { migrationSchema, type MigrationVariables } from './settings.schema.js';
import type { MigrationSettings } from './settings.js';

/** Connections of the migration command: one holds the lock, one works. */
const POOL_SIZE = 2;

/**
 * Reads the settings of the migration command: MySQL and the migration user are required there.
 *
 * @throws SettingsError that lists every fault by variable name and rule
 */
export function readMigrationSettings(environment: NodeJS.ProcessEnv): MigrationSettings {
  const parsed = parseEnvironment(environment, migrationSchema);
  const { values, faults, warnings } = parsed;
  const database = readDatabase(required(parsed, 'DB_HOST'), parsed);
  const admin = {
    ...database,
    user: required(parsed, 'DB_MIGRATION_USER'),
    password: required(parsed, 'DB_MIGRATION_PASSWORD'),
    poolSize: POOL_SIZE,
  };
  if (admin.user === database.user) {
    faults.add('DB_MIGRATION_USER', 'must differ from DB_USER, whose privileges the migration restricts');
  }
  faults.throwIfAny();
  return {
    admin,
    service: { user: database.user, password: database.password },
    waitS: values.DB_MIGRATION_WAIT_S,
    logLevel: values.LOG_LEVEL,
    warnings,
  };
}

/** @returns an empty text after adding a fault, if the variable is not given */
function required(
  { values, faults }: ParsedEnvironment<MigrationVariables>,
  variable: 'DB_HOST' | 'DB_MIGRATION_USER' | 'DB_MIGRATION_PASSWORD',
): string {
  const value = values[variable];
  if (value === undefined) faults.add(variable, 'must be given to migrate');
  return value ?? '';
}
