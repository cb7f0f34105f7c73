import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { textColumn } from './text-column.js';

/** The counts as they were a moment ago, to go on from if Redis is emptied. */
export class CreateCounterSnapshot1793491200003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const table = new Table({
      name: 'counter_snapshot',
      columns: [
        textColumn(queryRunner, { name: 'name', length: 64, isPrimary: true }),
        { name: 'count', type: 'bigint', unsigned: true },
        { name: 'updated_at', type: 'datetime' },
      ],
    });
    await queryRunner.createTable(table, true);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('counter_snapshot', true);
  }
}
