import { OperatorError } from '@app/config';
import { serviceGrants } from '@app/migrations';
import { escapeId } from 'mysql2/promise';
import type { Terminal } from '../command.line.js';
import type { MysqlSession } from './mysql.session.js';

/** Taking a grant away can uncover another: MySQL shows no column's privileges beside ALL PRIVILEGES on its table. */
const ROUNDS = 3;

/** A grant that holds too much, with the statements that take exactly that away. */
interface Surplus {
  grant: string;
  revocations: string[];
  isRole: boolean;
}

/** Privileges by the object they are held on, both as SHOW GRANTS writes them. */
type WantedPrivileges = ReadonlyMap<string, ReadonlySet<string>>;

/** The service's user holds privileges that the migration user can't take away. */
class UnwantedPrivilegesError extends OperatorError {}

/** The privileges of the service's user. */
export class ServiceGrants {
  private readonly wanted: WantedPrivileges;

  constructor(
    private readonly session: MysqlSession,
    private readonly schema: string,
    private readonly user: string,
    private readonly terminal: Terminal,
  ) {
    const objectOf = (table: string) => `${escapeId(schema)}.${escapeId(table)}`;
    this.wanted = new Map(
      serviceGrants.map(({ table, privileges }) => [objectOf(table), new Set(privileges)]),
    );
  }

  /**
   * Leaves the user with exactly what the service needs, which is never taken away on the way unless the user holds
   * privileges that can only be revoked together with all others.
   *
   * @throws UnwantedPrivilegesError if the migration user can't take away all that is beyond
   */
  async apply(): Promise<void> {
    await this.grantNeeded();
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const { revocations } of await this.readSurplus())
        for (const revocation of revocations) await this.revoke(revocation);
    }
    if ((await this.readSurplus()).some(({ isRole }) => !isRole)) {
      await this.session.query("REVOKE ALL PRIVILEGES, GRANT OPTION FROM ?@'%'", this.user);
      await this.grantNeeded();
    }
    const left = await this.readSurplus();
    if (left.length > 0)
      throw new UnwantedPrivilegesError(
        `${this.user} holds more than the service needs. Revoke as an administrator what these grants hold too much:\n` +
          left.map(({ grant }) => `  ${grant}`).join('\n'),
      );
  }

  private async grantNeeded(): Promise<void> {
    for (const { table, privileges } of serviceGrants) {
      const statement = `GRANT ${privileges.join(', ')} ON ??.?? TO ?@'%'`;
      await this.session.query(statement, this.schema, table, this.user);
    }
  }

  private async readSurplus(): Promise<Surplus[]> {
    const rows = await this.session.query<Record<string, string>>("SHOW GRANTS FOR ?@'%'", this.user);
    return rows
      .flatMap((row) => Object.values(row))
      .map((grant) => surplusOf(grant, this.wanted))
      .filter((surplus) => surplus !== undefined);
  }

  /** A refusal is no failure yet: what is left in the end decides. */
  private async revoke(revocation: string): Promise<void> {
    const outcome = await this.session.query(revocation).then(
      () => `Done: ${revocation}`,
      (error: Error) => `Refused: ${revocation} (${error.message})`,
    );
    this.terminal.stderr.write(`${outcome}\n`);
  }
}

const account = '`(?:[^`]|``)*`@`(?:[^`]|``)*`';
const privilegeLine = new RegExp(`^GRANT (.+?) ON (.+) TO (${account})( WITH GRANT OPTION)?$`);
/** Not those within a list of columns. */
const comma = /, (?![^(]*\))/;
const roleLine = new RegExp(`^GRANT (.+) TO (${account})(?: WITH ADMIN OPTION)?$`);

/** What `ALL PRIVILEGES` means on a table (MySQL manual, "Table Privileges"). */
const tablePrivileges =
  'ALTER,CREATE,CREATE VIEW,DELETE,DROP,INDEX,INSERT,REFERENCES,SELECT,SHOW VIEW,TRIGGER,UPDATE'.split(',');

/**
 * Compares one line of SHOW GRANTS with what is wanted. The names in it were quoted by the server and go back to it
 * as they are.
 *
 * @returns undefined if the line holds nothing beyond
 */
export function surplusOf(grant: string, wanted: WantedPrivileges): Surplus | undefined {
  // A global grant's exceptions (partial revokes); they hold nothing.
  if (grant.startsWith('REVOKE ')) return undefined;
  const [, privileges, object, holder, grantOption] = privilegeLine.exec(grant) ?? [];
  if (!privileges || !object) return surplusRole(grant);
  const needed = wanted.get(object) ?? new Set();
  const held = privileges === 'ALL PRIVILEGES' && needed.size > 0 ? tablePrivileges : privileges.split(comma);
  const beyond = held.filter((privilege) => privilege !== 'USAGE' && !needed.has(privilege));
  const revocations = [
    ...(beyond.length > 0 ? [`REVOKE ${beyond.join(', ')} ON ${object} FROM ${holder}`] : []),
    ...(grantOption ? [`REVOKE GRANT OPTION ON ${object} FROM ${holder}`] : []),
  ];
  return revocations.length > 0 ? { grant, revocations, isRole: false } : undefined;
}

function surplusRole(grant: string): Surplus {
  const [, roles, holder] = roleLine.exec(grant) ?? [];
  return { grant, revocations: roles ? [`REVOKE ${roles} FROM ${holder}`] : [], isRole: true };
}
