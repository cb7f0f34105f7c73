import type { MigrationInterface, QueryRunner } from 'typeorm';
import { deleteRows, insertMissingRows } from './pokemon-rows.js';

const rows = [
  { id: 1, name: 'bulbasaur', type: 'planta' },
  { id: 4, name: 'charmander', type: 'fuego' },
  { id: 7, name: 'squirtle', type: 'agua' },
];

/** The three rows of the original. */
export class SeedOriginalPokemon1793491200002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await insertMissingRows(queryRunner, rows);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await deleteRows(queryRunner, rows);
  }
}
