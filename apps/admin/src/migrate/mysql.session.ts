import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '@app/config';
import type { MysqlOptions } from '@app/persistence';
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type RowDataPacket,
} from 'mysql2/promise';
import type { Deadline } from './deadline.js';

const RETRY_MS = 500;
const CONNECT_TIMEOUT_MS = 5000;
/** Deadline of a statement that is no migration's, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** Errors of a server that is not there yet, or not for a moment. */
const passing = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
]);

/** MySQL did not answer before the deadline. */
class DatabaseUnreachableError extends OperatorError {}

/** MySQL answered, but won't let the migration user in; waiting doesn't help. */
class ConnectionRefusedError extends OperatorError {}

/** One connection to MySQL. */
export class MysqlSession {
  private constructor(private readonly connection: Connection) {
    // Without a listener a connection that breaks would end the process; the next statement gets the same error.
    this.onBroken(() => undefined);
  }

  /**
   * Connects as soon as MySQL answers.
   *
   * @throws DatabaseUnreachableError at the deadline
   * @throws ConnectionRefusedError at once if waiting won't help: a wrong password, an untrusted certificate, no schema
   */
  static async openBy(deadline: Deadline, options: MysqlOptions): Promise<MysqlSession> {
    const address = `${options.host}:${options.port}`;
    for (;;) {
      try {
        return await MysqlSession.open(options, deadline.remainingMs);
      } catch (error) {
        const { code = '', message } = error as Error & { code?: string };
        if (!passing.has(code))
          throw new ConnectionRefusedError(
            `MySQL at ${address} refuses the migration user: ${message}. Check DB_MIGRATION_USER, DB_MIGRATION_PASSWORD, DB_TLS and that the schema DB_NAME exists.`,
            { cause: error },
          );
        if (deadline.remainingMs === 0)
          throw new DatabaseUnreachableError(
            `MySQL at ${address} did not answer within ${deadline.seconds} s (${code}). Check DB_HOST and DB_PORT, or wait longer with DB_MIGRATION_WAIT_S.`,
            { cause: error },
          );
        deadline.reportWait(`Waiting for MySQL at ${address}: ${code}`);
      }
      await sleep(Math.min(RETRY_MS, deadline.remainingMs));
    }
  }

  /** Tries once, for `patienceMs`, though not for less than a second or more than five. */
  static async open(options: ConnectionOptions, patienceMs = CONNECT_TIMEOUT_MS): Promise<MysqlSession> {
    const connectTimeout = Math.min(CONNECT_TIMEOUT_MS, Math.max(1000, patienceMs));
    return new MysqlSession(await createConnection({ ...options, connectTimeout }));
  }

  onBroken(listener: (error: Error) => void): void {
    this.connection.on('error', listener);
  }

  /** Runs one statement with a deadline; the driver escapes the values. */
  async query<Row = never>(sql: string, ...values: unknown[]): Promise<Row[]> {
    const [rows] = await this.connection.query<RowDataPacket[]>({
      sql,
      values,
      timeout: STATEMENT_TIMEOUT_MS,
    });
    return rows as Row[];
  }

  close(): void {
    this.connection.destroy();
  }
}

/** Turns the one error of MySQL that `code` names into a value. */
export async function recover<Result, Instead>(
  call: Promise<Result>,
  code: string,
  instead: Instead,
): Promise<Result | Instead> {
  return call.catch((error: Error & { code?: string }) => {
    if (error.code === code) return instead;
    throw error;
  });
}
