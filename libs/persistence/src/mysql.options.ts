import type { MysqlServerSettings } from '@app/config';

/** Connection options of MySQL, under the names of its Node.js driver. */
export interface MysqlOptions {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  charset: string;
  timezone: string;
  ssl?: { ca?: string; rejectUnauthorized: boolean; verifyIdentity: boolean };
}

/** One way to connect for all: UTF-8 of four bytes, UTC and, if asked for, TLS to a server that proves its name. */
export function mysqlOptions(settings: MysqlServerSettings): MysqlOptions {
  const { host, port, user, password, name, tls } = settings;
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
