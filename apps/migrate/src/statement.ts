import type { Connection, RowDataPacket } from 'mysql2/promise';

/** Deadline of a statement that no migration makes, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** Runs one statement with a deadline; values are escaped by the driver. */
export async function run(connection: Connection, sql: string, values?: readonly unknown[]): Promise<void> {
  await connection.query({ sql, values: values && [...values], timeout: STATEMENT_TIMEOUT_MS });
}

/** Runs one query with a deadline; values are escaped by the driver. */
export async function select<Row>(
  connection: Connection,
  sql: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const [rows] = await connection.query<RowDataPacket[]>({
    sql,
    values: values && [...values],
    timeout: STATEMENT_TIMEOUT_MS,
  });
  return rows as Row[];
}
