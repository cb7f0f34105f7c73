import { migrations } from '@app/migrations';
import { ROOT_PASSWORD, type ScratchSchema } from '@app/testing';
import { DataSource } from 'typeorm';

/** Connects to the schema as the administrator. */
export function openAsRoot({ name, port }: ScratchSchema): Promise<DataSource> {
  return new DataSource({
    type: 'mysql',
    host: '127.0.0.1',
    port,
    username: 'root',
    password: ROOT_PASSWORD,
    database: name,
    migrations,
    migrationsTransactionMode: 'each',
  }).initialize();
}

/** Brings the schema to this build's state, without the command that does it in earnest. */
export async function migrateAsRoot(schema: ScratchSchema): Promise<void> {
  const dataSource = await openAsRoot(schema);
  await dataSource.runMigrations();
  await dataSource.destroy();
}

/** The service's environment, as the administrator: its own user is not there without the command. */
export function asRoot(schema: ScratchSchema): NodeJS.ProcessEnv {
  return { ...schema.environment, DB_USER: 'root', DB_PASSWORD: ROOT_PASSWORD };
}
