/** A grant that holds too much, with the statements that take exactly that away. */
export interface Surplus {
  grant: string;
  revocations: string[];
  isRole: boolean;
}

/** Privileges by the object they are held on, both as SHOW GRANTS writes them. */
export type WantedPrivileges = ReadonlyMap<string, ReadonlySet<string>>;

const account = '`(?:[^`]|``)*`@`(?:[^`]|``)*`';
const privilegeLine = new RegExp(`^GRANT (.+?) ON (.+) TO (${account})( WITH GRANT OPTION)?$`);
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
  const held = privileges === 'ALL PRIVILEGES' && needed.size > 0 ? tablePrivileges : splitList(privileges);
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

/** Splits at the commas outside of column lists. */
function splitList(privileges: string): string[] {
  return privileges.split(/, (?![^(]*\))/);
}
