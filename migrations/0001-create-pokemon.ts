import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/**
 * MySQL's collation that compares byte by byte; `utf8mb4_bin` would take `'mew '` for `'mew'` (MySQL manual, "The binary
 * Collation Compared to _bin Collations"). SQLite compares so by default, and stops at the name.
 */
const bytewise = { charset: 'utf8mb4', collation: 'utf8mb4_0900_bin' };

/** The catalogue: `id` is the number in the national Pokédex. */
export class CreatePokemon1793491200001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const text = { type: 'varchar', ...(queryRunner.dataSource.options.type === 'mysql' && bytewise) };
    const table = new Table({
      name: 'pokemon',
      columns: [
        { name: 'id', type: 'int', isPrimary: true },
        { name: 'name', ...text, length: '64', isUnique: true },
        { name: 'type', ...text, length: '32' },
      ],
    });
    await queryRunner.createTable(table, true);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('pokemon', true);
  }
}
