import type { QueryRunner } from 'typeorm';
import type { MigrationClass } from '../index.js';

interface Column {
  nullable: string;
  standard: string | null;
  extra: string;
}

const expand =
  'the build before still runs on it. Expand first, by adding what is new; take the old away (contract) in a later release, with `static readonly unusedSince` for the first version without a use for it';
const split = 'MySQL commits at each, so that a failure leaves half of them: make a migration of each';
const online =
  'visits wait meanwhile. Take a change that MySQL makes in place (manual, "Online DDL Operations"), or add a new column or table and move to it';

const ddl = /^(ALTER|CREATE|DROP|RENAME|TRUNCATE)\b/i;
const leadingComments = /^(\s|\/\*.*?\*\/|(--\s|#).*?\n)*/s;

/**
 * Runs a migration up, down and up again on MySQL.
 *
 * @returns what would hurt those who use the schema meanwhile or the build before, each with the remedy
 */
export async function faultsOf(migration: MigrationClass, queryRunner: QueryRunner): Promise<string[]> {
  const faults: string[] = [];
  const before = await readColumns(queryRunner);
  const statements = await withDdl(queryRunner, faults, () => new migration().up(queryRunner));
  if (statements > 1) faults.push(`has ${statements} DDL statements: ${split}`);
  const after = await readColumns(queryRunner);
  if (!migration.unusedSince) faults.push(...incompatibilities(before, after));
  await new migration().down(queryRunner);
  await new migration().up(queryRunner);
  return faults.map((fault) => `${migration.name} ${fault}`);
}

/** @returns how many DDL statements ran; those that copy or lock a table are added to the faults */
async function withDdl(runner: QueryRunner, faults: string[], work: () => Promise<void>): Promise<number> {
  const query = runner.query.bind(runner);
  let statements = 0;
  runner.query = async (commented: string, values?: unknown[]) => {
    const sql = commented.replace(leadingComments, '');
    if (!ddl.test(sql)) return query(sql, values);
    statements += 1;
    const refusal = await refusalOnline(query, sql);
    if (refusal !== undefined) faults.push(`copies or locks a table (${refusal}): ${online}`);
    return refusal === undefined && onlineClause(sql) ? [] : query(sql, values);
  };
  try {
    await work();
  } finally {
    runner.query = query;
  }
  return statements;
}

/** What makes MySQL refuse the statement instead of copying the table or keeping others from it. */
function onlineClause(sql: string): string | undefined {
  if (/^ALTER\s+TABLE\b/i.test(sql)) return ', ALGORITHM=INPLACE, LOCK=NONE';
  return /^(CREATE|DROP)\s+(\w+\s+)?INDEX\b/i.test(sql) ? ' ALGORITHM=INPLACE LOCK=NONE' : undefined;
}

/** Runs the statement if MySQL does it online. */
async function refusalOnline(query: QueryRunner['query'], sql: string): Promise<string | undefined> {
  const own = /\b(ALGORITHM\s*=?\s*COPY|LOCK\s*=?\s*(SHARED|EXCLUSIVE))\b/i.exec(sql);
  if (own) return own[0];
  const clause = /\b(ALGORITHM|LOCK)\s*=/i.test(sql) ? '' : onlineClause(sql);
  if (clause === undefined) return undefined;
  try {
    await query(sql + clause);
    return undefined;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code?.startsWith('ER_ALTER_OPERATION_NOT_SUPPORTED')) return message;
    throw error;
  }
}

/** The columns of the schema by table and name. */
async function readColumns(queryRunner: QueryRunner): Promise<Map<string, Column>> {
  const rows: (Column & { id: string })[] = await queryRunner.query(
    `SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) AS id, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS standard, EXTRA AS extra
       FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1`,
  );
  return new Map(rows.map(({ id, ...column }) => [id, column]));
}

function incompatibilities(before: Map<string, Column>, after: Map<string, Column>): string[] {
  const tables = new Set([...before.keys()].map(tableOf));
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const unset = [...after].filter(([id, { nullable, standard, extra }]) => {
    const needed = nullable === 'NO' && standard === null && extra === '';
    return needed && tables.has(tableOf(id)) && before.get(id)?.nullable !== 'NO';
  });
  return [
    ...gone.map((id) => `drops or renames ${id}: ${expand}`),
    ...unset.map(
      ([id]) => `makes ${id} NOT NULL without a default, which the build before doesn't set: ${expand}`,
    ),
  ];
}

const tableOf = (id: string) => id.split('.')[0]!;
