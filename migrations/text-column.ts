import { type QueryRunner, TableColumn } from 'typeorm';

/**
 * A text column that is compared byte by byte on either database.
 *
 * MySQL needs a collation for that: `utf8mb4_0900_bin` has no padding, while `utf8mb4_bin` takes `'mew '` for `'mew'`
 * (MySQL manual, "The binary Collation Compared to _bin Collations"). SQLite compares so by default and doesn't know
 * the name.
 */
export function textColumn(
  queryRunner: QueryRunner,
  column: { name: string; length: number; isPrimary?: boolean; isUnique?: boolean },
): TableColumn {
  const onMySql = queryRunner.connection.options.type === 'mysql';
  return new TableColumn({
    ...column,
    type: 'varchar',
    length: String(column.length),
    ...(onMySql && { charset: 'utf8mb4', collation: 'utf8mb4_0900_bin' }),
  });
}
