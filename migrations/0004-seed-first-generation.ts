import type { MigrationInterface, QueryRunner } from 'typeorm';
import { firstGeneration } from './0004-first-generation.js';

/** Seeded by an earlier migration, which also takes them away. */
const original = new Set(['bulbasaur', 'charmander', 'squirtle']);
const rows = firstGeneration.filter(({ name }) => !original.has(name));

/** The first generation, save those that are there already. */
export class SeedFirstGeneration1793491200004 implements MigrationInterface {
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
