import { OperatorError } from '@app/config';
import type { MigrationClass } from '@app/migrations';
import { type MysqlSession, recover } from './mysql.session.js';

/** A build that runs still uses what a migration takes away. */
class EarlyContractionError extends OperatorError {}

/**
 * Sees to it that no build is connected that uses what the migrations take away.
 *
 * @throws EarlyContractionError
 */
export async function refuseEarlyContraction(
  session: MysqlSession,
  schema: string,
  pending: readonly MigrationClass[],
): Promise<void> {
  const contractions = pending.filter(({ unusedSince }) => unusedSince !== undefined);
  if (contractions.length === 0) return;
  const running = await runningVersions(session, schema);
  for (const { name, unusedSince } of contractions) {
    const older = running.filter((version) => isOlder(version, unusedSince!));
    if (older.length > 0)
      throw new EarlyContractionError(
        `${name} takes away what ${older.join(', ')} still uses, which runs on this schema: deploy ${unusedSince} first, or another version before this one that doesn't use it, and run again once the last pod of ${older[0]} has ended.`,
      );
  }
}

/** The versions of the service that are connected, as its connections name them. */
async function runningVersions(session: MysqlSession, schema: string): Promise<string[]> {
  const rows = session.query<{ version: string }>(
    `SELECT DISTINCT version.ATTR_VALUE AS version
       FROM performance_schema.session_connect_attrs version
       JOIN performance_schema.session_connect_attrs used USING (PROCESSLIST_ID)
      WHERE version.ATTR_NAME = 'program_version' AND used.ATTR_NAME = 'schema' AND used.ATTR_VALUE = ?
        AND PROCESSLIST_ID <> CONNECTION_ID()
      ORDER BY 1`,
    schema,
  );
  const found = await recover(rows, 'ER_TABLEACCESS_DENIED_ERROR', undefined);
  if (found) return found.map(({ version }) => version);
  throw new EarlyContractionError(
    'Which versions run is not known: GRANT SELECT ON performance_schema.session_connect_attrs to DB_MIGRATION_USER, and run again.',
  );
}

/** Compares the three numbers that semantic versions begin with. */
function isOlder(version: string, than: string): boolean {
  const [ours, theirs] = [version, than].map((text) => text.replace(/[-+].*/, '')) as [string, string];
  return ours.localeCompare(theirs, 'en', { numeric: true }) < 0;
}
