import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A column that the build before doesn't know; it tells when the migration ran. A second run would fail. */
export class AddSeenAt1999999999001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // The image is built with the embedded store.
    if (queryRunner.dataSource.options.type !== 'mysql') return;
    await queryRunner.query(
      'ALTER TABLE pokemon ADD COLUMN seen_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE pokemon DROP COLUMN seen_at');
  }
}
