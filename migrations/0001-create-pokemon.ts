import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { textColumn } from './text-column.js';

/** The catalogue: `id` is the number in the national Pokédex. */
export class CreatePokemon1793491200001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const table = new Table({
      name: 'pokemon',
      columns: [
        { name: 'id', type: 'int', isPrimary: true },
        textColumn(queryRunner, { name: 'name', length: 64, isUnique: true }),
        textColumn(queryRunner, { name: 'type', length: 32 }),
      ],
    });
    await queryRunner.createTable(table, true);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('pokemon', true);
  }
}
