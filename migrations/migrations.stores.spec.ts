import { ScratchSchema } from '@app/testing';
import type { DataSource, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openAsRoot } from '../libs/persistence/src/testing/root.migration.js';
import { migrations } from './index.js';
import { faultsOf } from './testing/migration.check.js';

describe('the migrations, on MySQL', () => {
  let schema: ScratchSchema;
  let dataSource: DataSource;
  let queryRunner: QueryRunner;

  beforeEach(async () => {
    schema = await ScratchSchema.create(inject('mysqlPort'));
    dataSource = await openAsRoot(schema);
    queryRunner = dataSource.createQueryRunner();
  });

  afterEach(async () => {
    await dataSource.destroy();
    await schema.drop();
  });

  /** A migration of these statements, on top of the first four. */
  async function faultsOfPlanted(up: string[], down: string[], unusedSince?: string): Promise<string[]> {
    for (const migration of migrations.slice(0, 4)) await new migration().up(queryRunner);
    class Planted {
      static readonly unusedSince = unusedSince;
      async up(runner: QueryRunner): Promise<void> {
        for (const statement of up) await runner.query(statement);
      }
      async down(runner: QueryRunner): Promise<void> {
        for (const statement of down) await runner.query(statement);
      }
    }
    return faultsOf(Planted, queryRunner);
  }

  it('hurt neither those who use the schema meanwhile nor the build before', async () => {
    const faults: string[] = [];
    for (const migration of migrations) faults.push(...(await faultsOf(migration, queryRunner)));
    expect(faults).toEqual([]);
  });

  it.each<[what: string, up: string, down: string, reason: RegExp]>([
    [
      'drops a column',
      'ALTER TABLE pokemon DROP COLUMN type',
      "ALTER TABLE pokemon ADD COLUMN type varchar(32) NOT NULL DEFAULT ''",
      /^Planted drops or renames pokemon\.type: .* Expand first, .* \(contract\)/,
    ],
    [
      'renames a column',
      'ALTER TABLE pokemon RENAME COLUMN type TO kind',
      'ALTER TABLE pokemon RENAME COLUMN kind TO type',
      /^Planted drops or renames pokemon\.type: /,
    ],
    [
      'renames a table',
      'RENAME TABLE counter_snapshot TO counts',
      'RENAME TABLE counts TO counter_snapshot',
      /^Planted drops or renames counter_snapshot\.\w+: /,
    ],
    [
      'adds what the build before does not set',
      'ALTER TABLE counter_snapshot ADD COLUMN color varchar(9) NOT NULL',
      'ALTER TABLE counter_snapshot DROP COLUMN color',
      /^Planted makes counter_snapshot\.color NOT NULL without a default/,
    ],
    [
      'copies a table',
      '-- Smaller.\n/* Really. */ ALTER TABLE counter_snapshot MODIFY count int NOT NULL',
      'ALTER TABLE counter_snapshot MODIFY count bigint unsigned NOT NULL',
      /^Planted copies or locks a table \(ALGORITHM=INPLACE is not supported.*: visits wait meanwhile/,
    ],
    [
      'adds an index that locks',
      'CREATE FULLTEXT INDEX types ON pokemon (type)',
      'DROP INDEX types ON pokemon',
      /^Planted copies or locks a table \(LOCK=NONE is not supported/,
    ],
    [
      'asks for a copy by itself',
      'CREATE INDEX types ON pokemon (type) ALGORITHM=COPY',
      'DROP INDEX types ON pokemon',
      /^Planted copies or locks a table \(ALGORITHM=COPY\)/,
    ],
  ])('are refused if one %s', async (_what, up, down, reason) => {
    const [fault] = await faultsOfPlanted([up], [down]);
    expect(fault).toMatch(reason);
  });

  it('are refused if one has two DDL statements', async () => {
    const statements = ['CREATE TABLE a (id int PRIMARY KEY)', 'CREATE TABLE b (id int PRIMARY KEY)'];
    expect(await faultsOfPlanted(statements, ['DROP TABLE a', 'DROP TABLE b'])).toEqual([
      expect.stringMatching(/^Planted has 2 DDL statements: .*make a migration of each$/),
    ]);
  });

  it.each([
    [
      'a column with a default',
      'ALTER TABLE pokemon ADD COLUMN seen int NOT NULL DEFAULT 0',
      'ALTER TABLE pokemon DROP COLUMN seen',
    ],
    ['an index', 'CREATE INDEX types ON pokemon (type)', 'DROP INDEX types ON pokemon'],
  ])('may add %s', async (_what, up, down) => {
    expect(await faultsOfPlanted([up], [down])).toEqual([]);
  });

  it('may take away what one says that no build uses any more', async () => {
    const up = ['ALTER TABLE pokemon DROP COLUMN type'];
    const down = ["ALTER TABLE pokemon ADD COLUMN type varchar(32) NOT NULL DEFAULT ''"];
    expect(await faultsOfPlanted(up, down, '2.0.0')).toEqual([]);
  });
});
