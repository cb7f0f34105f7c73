import type { MigrationInterface, QueryRunner } from 'typeorm';
import { firstGeneration } from './first-generation.js';
import { deleteRows, insertMissingRows } from './pokemon-rows.js';

/** Seeded by an earlier migration, which also takes them away. */
const original = new Set(['bulbasaur', 'charmander', 'squirtle']);
const rows = firstGeneration.filter(({ name }) => !original.has(name));

/** The first generation, save for what is there already. */
export class SeedFirstGeneration1793491200004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await insertMissingRows(queryRunner, rows);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await deleteRows(queryRunner, rows);
  }
}
