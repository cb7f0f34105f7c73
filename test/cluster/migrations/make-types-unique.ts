import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fails on the data: many Pokémon share a type. */
export class MakeTypesUnique1999999999002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // The image is built with the embedded store.
    if (queryRunner.dataSource.options.type !== 'mysql') return;
    await queryRunner.query('CREATE UNIQUE INDEX unique_type ON pokemon (type)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX unique_type ON pokemon');
  }
}
