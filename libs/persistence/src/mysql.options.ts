import { type MysqlServerSettings, name as program, version } from '@app/config';

/** Connection options under the names of MySQL's Node.js driver. */
export type MysqlOptions = ReturnType<typeof mysqlOptions>;

/**
 * The one way to connect: four-byte UTF-8, UTC and, with `DB_TLS`, encryption to a server that proves its name. MySQL is
 * told which build uses which schema, by attributes of the connection.
 */
export function mysqlOptions({ host, port, user, password, name, tls }: MysqlServerSettings) {
  return {
    host,
    port,
    user,
    password,
    database: name,
    charset: 'utf8mb4',
    timezone: 'Z',
    connectAttributes: { program_name: program, program_version: version, schema: name },
    ...(tls && { ssl: { ...tls, rejectUnauthorized: true, verifyIdentity: true } }),
  };
}
