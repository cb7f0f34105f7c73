import { randomBytes } from 'node:crypto';
import type { Connection, ConnectionOptions } from 'mysql2/promise';
import { ROOT_PASSWORD } from './store.servers.js';

/** An empty schema on a test server, with a migration user that may do no more than it needs. */
export class ScratchSchema {
  readonly name: string;
  readonly migrationUser: string;
  readonly serviceUser: string;
  readonly migrationPassword = 'migration-pass\'w"o\\rd?';
  readonly servicePassword = 'service-pass\'w"o\\rd?';

  private constructor(
    readonly root: Connection,
    readonly port: number,
  ) {
    const suffix = randomBytes(6).toString('hex');
    this.name = `scratch_${suffix}`;
    this.migrationUser = `migration_${suffix}`;
    this.serviceUser = `service_${suffix}`;
  }

  static async create(port: number): Promise<ScratchSchema> {
    const root = await connect({ host: '127.0.0.1', port, user: 'root', password: ROOT_PASSWORD });
    const schema = new ScratchSchema(root, port);
    await schema.createMigrationUser();
    return schema;
  }

  /** Variables of the service and of `migrate`. */
  get environment(): NodeJS.ProcessEnv {
    return {
      DB_HOST: '127.0.0.1',
      DB_PORT: String(this.port),
      DB_NAME: this.name,
      DB_USER: this.serviceUser,
      DB_PASSWORD: this.servicePassword,
      DB_MIGRATION_USER: this.migrationUser,
      DB_MIGRATION_PASSWORD: this.migrationPassword,
      DB_MIGRATION_WAIT_S: '30',
    };
  }

  /** Runs a statement as root, in the schema. */
  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    await this.root.query('USE ??', [this.name]);
    const [rows] = await this.root.query(sql, values);
    return rows as Row[];
  }

  /** Connects as the service's user, in the schema. */
  connectAsService(password = this.servicePassword): Promise<Connection> {
    return connect({
      host: '127.0.0.1',
      port: this.port,
      user: this.serviceUser,
      password,
      database: this.name,
    });
  }

  async drop(): Promise<void> {
    await this.root.query('DROP SCHEMA IF EXISTS ??', [this.name]);
    await this.root.query("DROP USER IF EXISTS ?@'%', ?@'%'", [this.migrationUser, this.serviceUser]);
    await this.root.end();
  }

  /** What compose and the chart give the migration user, and no more. */
  private async createMigrationUser(): Promise<void> {
    const { root, name, migrationUser: user } = this;
    await root.query('CREATE SCHEMA ??', [name]);
    await root.query("CREATE USER ?@'%' IDENTIFIED BY ?", [user, this.migrationPassword]);
    await root.query("GRANT ALL PRIVILEGES ON ??.* TO ?@'%' WITH GRANT OPTION", [name, user]);
    await root.query("GRANT CREATE USER, APPLICATION_PASSWORD_ADMIN ON *.* TO ?@'%'", [user]);
    await root.query("GRANT SELECT ON mysql.* TO ?@'%'", [user]);
    await root.query("GRANT SELECT ON performance_schema.session_connect_attrs TO ?@'%'", [user]);
  }
}

/** Loads the driver on demand: most specs need none. */
async function connect(options: ConnectionOptions): Promise<Connection> {
  const { createConnection } = await import('mysql2/promise');
  return createConnection(options);
}

/** Redis has 16 databases by default; 0 is for specs that talk to Redis themselves. */
const DATABASES = 15;

/** Empties a database of a test server that no spec running beside this one uses, and returns its URL. */
export async function scratchCounts(port: number): Promise<string> {
  const { Redis } = await import('ioredis');
  const redis = new Redis({ port });
  const number = await redis.incr('scratch-databases');
  const database = 1 + (number % DATABASES);
  await redis.select(database);
  await redis.flushdb();
  await redis.quit();
  return `redis://127.0.0.1:${port}/${database}`;
}
