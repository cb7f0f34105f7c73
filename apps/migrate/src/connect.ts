import { setTimeout as sleep } from 'node:timers/promises';
import type { MysqlOptions } from '@app/persistence';
import { type Connection, createConnection } from 'mysql2/promise';
import type { Deadline } from './deadline.js';
import { ConnectionRefusedError, DatabaseUnreachableError } from './errors.js';
import type { Progress } from './progress.js';

const RETRY_MS = 500;
const CONNECT_TIMEOUT_MS = 5000;

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

/**
 * Connects to MySQL as soon as it answers.
 *
 * @throws DatabaseUnreachableError at the deadline
 * @throws ConnectionRefusedError at once if waiting won't help: a wrong password, an untrusted certificate, no schema
 */
export async function connectWithin(
  deadline: Deadline,
  options: MysqlOptions,
  progress: Progress,
): Promise<Connection> {
  const address = `${options.host}:${options.port}`;
  for (;;) {
    try {
      return await connectOnce(options, deadline.remainingMs);
    } catch (error) {
      const failure = error as Error & { code?: string };
      if (!passing.has(failure.code ?? '')) throw new ConnectionRefusedError(address, failure);
      if (deadline.hasPassed) throw new DatabaseUnreachableError(address, deadline.seconds, failure);
      progress.wait(`Waiting for MySQL at ${address}: ${failure.code}`);
    }
    await sleep(Math.min(RETRY_MS, deadline.remainingMs));
  }
}

/** One attempt, given up after `patienceMs`, though not before a second and not after five. */
export async function connectOnce(
  options: Omit<MysqlOptions, 'database'> & { database?: string },
  patienceMs: number = CONNECT_TIMEOUT_MS,
): Promise<Connection> {
  const connectTimeout = Math.min(CONNECT_TIMEOUT_MS, Math.max(1000, patienceMs));
  const connection = await createConnection({ ...options, connectTimeout });
  // Without a listener the process would end; the next statement is told the same error.
  return connection.on('error', () => undefined);
}
