import type { QueryRunner } from 'typeorm';

/** A row of `pokemon`. */
export interface PokemonRow {
  id: number;
  name: string;
  type: string;
}

/**
 * Inserts the rows that aren't there yet.
 *
 * @throws QueryFailedError if the number of a missing row is taken by another name
 */
export async function insertMissingRows(
  queryRunner: QueryRunner,
  rows: readonly PokemonRow[],
): Promise<void> {
  const builder = queryRunner.manager.createQueryBuilder();
  const present = await builder
    .select('name')
    .from('pokemon', 'pokemon')
    .getRawMany<Pick<PokemonRow, 'name'>>();
  const presentNames = new Set(present.map(({ name }) => name));
  const missing = rows.filter(({ name }) => !presentNames.has(name));
  if (missing.length === 0) return;
  await queryRunner.manager
    .createQueryBuilder()
    .insert()
    .into('pokemon', ['id', 'name', 'type'])
    .values(missing)
    .execute();
}

/** Deletes exactly these rows. */
export async function deleteRows(queryRunner: QueryRunner, rows: readonly PokemonRow[]): Promise<void> {
  await queryRunner.manager
    .createQueryBuilder()
    .delete()
    .from('pokemon')
    .where('name IN (:...names)', { names: rows.map(({ name }) => name) })
    .execute();
}
