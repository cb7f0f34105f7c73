import type { MysqlServerSettings } from '@app/config';

/** Connection options under the names of MySQL's Node.js driver. */
export type MysqlOptions = ReturnType<typeof mysqlOptions>;

/** The one way to connect: four-byte UTF-8, UTC and, with `DB_TLS`, encryption to a server that proves its name. */
export function mysqlOptions({ host, port, user, password, name, tls }: MysqlServerSettings) {
  return {
    host,
    port,
    user,
    password,
    database: name,
    charset: 'utf8mb4',
    timezone: 'Z',
    ...(tls && { ssl: { ...tls, rejectUnauthorized: true, verifyIdentity: true } }),
  };
}
