import type { MigrationInterface, QueryRunner } from 'typeorm';

const rows = [
  { id: 1, name: 'bulbasaur', type: 'planta' },
  { id: 4, name: 'charmander', type: 'fuego' },
  { id: 7, name: 'squirtle', type: 'agua' },
];

/** The three rows of the original, save those that are there already. */
export class SeedOriginalPokemon1793491200002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const present: { name: string }[] = await queryRunner.query('SELECT name FROM pokemon');
    const missing = rows.filter((row) => !present.some(({ name }) => name === row.name));
    if (missing.length === 0) return;
    await queryRunner.query(
      `INSERT INTO pokemon (id, name, type) VALUES ${missing.map(() => '(?, ?, ?)').join(', ')}`,
      missing.flatMap(({ id, name, type }) => [id, name, type]),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DELETE FROM pokemon WHERE name IN (${rows.map(() => '?').join(', ')})`,
      rows.map(({ name }) => name),
    );
  }
}
