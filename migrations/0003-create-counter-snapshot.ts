import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** MySQL's collation that compares byte by byte; SQLite does so by default, and stops at the name. */
const bytewise = { charset: 'utf8mb4', collation: 'utf8mb4_0900_bin' };

/** The counts as they were a moment ago, to go on from if Redis is emptied. */
export class CreateCounterSnapshot1793491200003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const text = { type: 'varchar', ...(queryRunner.dataSource.options.type === 'mysql' && bytewise) };
    const table = new Table({
      name: 'counter_snapshot',
      columns: [
        { name: 'name', ...text, length: '64', isPrimary: true },
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
