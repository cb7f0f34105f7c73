import { serviceGrants } from '@app/migrations';
import { type Connection, escapeId } from 'mysql2/promise';
import { UnwantedPrivilegesError } from './errors.js';
import { type Surplus, surplusOf, type WantedPrivileges } from './grant-line.js';
import type { Progress } from './progress.js';
import { run, select } from './statement.js';

/** Taking a grant away can uncover another: MySQL shows no column's privileges beside ALL PRIVILEGES on its table. */
const ROUNDS = 3;

/**
 * Leaves the service's user with exactly the privileges it needs. What it needs is never taken away on the way, unless
 * it holds privileges that can only be revoked together with all others.
 *
 * @throws UnwantedPrivilegesError if the migration user can't take away all that is beyond
 */
export async function applyGrants(
  connection: Connection,
  schema: string,
  user: string,
  progress: Progress,
): Promise<void> {
  await grantNeeded(connection, schema, user);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const surplus of await readSurplus(connection, schema, user))
      await revoke(connection, surplus, progress);
  }
  const stuck = await readSurplus(connection, schema, user);
  if (stuck.some(({ isRole }) => !isRole)) {
    await run(connection, "REVOKE ALL PRIVILEGES, GRANT OPTION FROM ?@'%'", [user]);
    await grantNeeded(connection, schema, user);
  }
  const left = await readSurplus(connection, schema, user);
  if (left.length > 0)
    throw new UnwantedPrivilegesError(
      user,
      left.map(({ grant }) => grant),
    );
}

async function grantNeeded(connection: Connection, schema: string, user: string): Promise<void> {
  for (const { table, privileges } of serviceGrants)
    await run(connection, `GRANT ${privileges.join(', ')} ON ??.?? TO ?@'%'`, [schema, table, user]);
}

async function readSurplus(connection: Connection, schema: string, user: string): Promise<Surplus[]> {
  const wanted: WantedPrivileges = new Map(
    serviceGrants.map(({ table, privileges }) => [
      `${escapeId(schema)}.${escapeId(table)}`,
      new Set(privileges),
    ]),
  );
  const rows = await select<Record<string, string>>(connection, "SHOW GRANTS FOR ?@'%'", [user]);
  return rows
    .flatMap((row) => Object.values(row))
    .map((grant) => surplusOf(grant, wanted))
    .filter((surplus) => surplus !== undefined);
}

/** A refusal is no failure yet: what is left in the end decides. */
async function revoke(connection: Connection, surplus: Surplus, progress: Progress): Promise<void> {
  for (const revocation of surplus.revocations) {
    try {
      await run(connection, revocation);
      progress.say(`Done: ${revocation}`);
    } catch (error) {
      progress.say(`Refused: ${revocation} (${(error as Error).message})`);
    }
  }
}
