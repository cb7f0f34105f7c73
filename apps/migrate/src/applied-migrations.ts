import type { Connection } from 'mysql2/promise';
import { select } from './statement.js';

/** Names of the migrations that have run, in that order; none if their table isn't there. */
export async function readApplied(connection: Connection): Promise<string[]> {
  try {
    const rows = await select<{ name: string }>(connection, 'SELECT name FROM migrations ORDER BY id');
    return rows.map(({ name }) => name);
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_NO_SUCH_TABLE') return [];
    throw error;
  }
}
