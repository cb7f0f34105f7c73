import { OperatorError } from '@app/config';
import { serviceGrants } from '@app/migrations';
import { escapeId } from 'mysql2/promise';
import type { Terminal } from '../terminal.js';
import { type Surplus, surplusOf, type WantedPrivileges } from './grant.line.js';
import type { MysqlSession } from './mysql.session.js';

/** Taking a grant away can uncover another: MySQL shows no column's privileges beside ALL PRIVILEGES on its table. */
const ROUNDS = 3;

/** The service's user holds privileges that the migration user can't take away. */
class UnwantedPrivilegesError extends OperatorError {
  override readonly name = 'UnwantedPrivilegesError';

  constructor(user: string, grants: readonly string[]) {
    super(
      `${user} holds more than the service needs. Revoke as an administrator what these grants hold too much:\n` +
        grants.map((grant) => `  ${grant}`).join('\n'),
    );
  }
}

/**
 * Leaves the service's user with exactly the privileges it needs. What it needs is never taken away on the way, unless
 * it holds privileges that can only be revoked together with all others.
 *
 * @throws UnwantedPrivilegesError if the migration user can't take away all that is beyond
 */
export async function applyGrants(
  session: MysqlSession,
  schema: string,
  user: string,
  terminal: Terminal,
): Promise<void> {
  await grantNeeded(session, schema, user);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const surplus of await readSurplus(session, schema, user)) await revoke(session, surplus, terminal);
  }
  const stuck = await readSurplus(session, schema, user);
  if (stuck.some(({ isRole }) => !isRole)) {
    await session.query("REVOKE ALL PRIVILEGES, GRANT OPTION FROM ?@'%'", user);
    await grantNeeded(session, schema, user);
  }
  const left = await readSurplus(session, schema, user);
  if (left.length > 0)
    throw new UnwantedPrivilegesError(
      user,
      left.map(({ grant }) => grant),
    );
}

async function grantNeeded(session: MysqlSession, schema: string, user: string): Promise<void> {
  for (const { table, privileges } of serviceGrants)
    await session.query(`GRANT ${privileges.join(', ')} ON ??.?? TO ?@'%'`, schema, table, user);
}

async function readSurplus(session: MysqlSession, schema: string, user: string): Promise<Surplus[]> {
  const wanted: WantedPrivileges = new Map(
    serviceGrants.map(({ table, privileges }) => [
      `${escapeId(schema)}.${escapeId(table)}`,
      new Set(privileges),
    ]),
  );
  const rows = await session.query<Record<string, string>>("SHOW GRANTS FOR ?@'%'", user);
  return rows
    .flatMap((row) => Object.values(row))
    .map((grant) => surplusOf(grant, wanted))
    .filter((surplus) => surplus !== undefined);
}

/** A refusal is no failure yet: what is left in the end decides. */
async function revoke(session: MysqlSession, surplus: Surplus, terminal: Terminal): Promise<void> {
  for (const revocation of surplus.revocations) {
    try {
      await session.query(revocation);
      terminal.report(`Done: ${revocation}`);
    } catch (error) {
      terminal.report(`Refused: ${revocation} (${(error as Error).message})`);
    }
  }
}
