import { type DockerServer, ScratchSchema, startMySql } from '@app/testing';
import type { DataSource, QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAsRoot } from '../../libs/persistence/src/testing/root.migration.js';
import { type MigrationClass, migrations } from '../../migrations/index.js';
import { faultsOf } from '../../migrations/testing/migration.check.js';
import { SchemaUser } from './schema.user.js';

const ROWS = 1_000_000;
const NUMBERS = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${ROWS})`;

describe('the migrations, over a million rows, while builds use the schema', () => {
  let server: DockerServer;
  let schema: ScratchSchema;
  let dataSource: DataSource;
  let queryRunner: QueryRunner;
  let user: SchemaUser;

  beforeAll(async () => {
    // In memory, and with room: what the disk does with a million rows is not what is asked here.
    server = await startMySql({
      options: ['--tmpfs=/var/lib/mysql'],
      arguments: ['--skip-log-bin', '--innodb-buffer-pool-size=512M', '--innodb-redo-log-capacity=1G'],
    });
    schema = await ScratchSchema.create(server.port);
    dataSource = await openAsRoot(schema);
    queryRunner = dataSource.createQueryRunner();
    // From here on all tables are there.
    for (const migration of migrations.slice(0, 3)) await new migration().up(queryRunner);
    await schema.query(`SET SESSION cte_max_recursion_depth = ${ROWS}`);
    await schema.query(
      `INSERT INTO pokemon (id, name, type) ${NUMBERS} SELECT 10000 + n, CONCAT('filler-', n), 'planta' FROM numbers`,
    );
    await schema.query(
      `INSERT INTO counter_snapshot (name, count, updated_at) ${NUMBERS} SELECT CONCAT('filler-', n), n, NOW() FROM numbers`,
    );
    user = await SchemaUser.open(schema);
  });

  afterAll(async () => {
    await user.close();
    await dataSource.destroy();
    await schema.drop();
    await server.remove();
  });

  /** Up, down, and up again. */
  async function faultsUnderUse(migration: MigrationClass): Promise<string[]> {
    await user.start();
    const faults = await faultsOf(migration, queryRunner).catch(async (error: unknown) => {
      await user.stop();
      throw error;
    });
    const suffered = await user.stop();
    return faults.concat(suffered.map((fault) => `${migration.name} ${fault}`));
  }

  it('neither fail a build nor keep it waiting', async () => {
    const faults: string[] = [];
    for (const migration of migrations.slice(3)) faults.push(...(await faultsUnderUse(migration)));
    expect(faults).toEqual([]);
  });

  it.each<[what: string, up: string, down: string, reason: RegExp]>([
    [
      'takes away a row that is in use',
      "DELETE FROM pokemon WHERE name = 'charmander'",
      "INSERT INTO pokemon (id, name, type) VALUES (4, 'charmander', 'fuego')",
      /^Planted breaks the build before, which finds a Pokémon: charmander is not there/,
    ],
    [
      'refuses what builds write',
      `CREATE TRIGGER refuse BEFORE INSERT ON counter_snapshot FOR EACH ROW SIGNAL SQLSTATE '45000'`,
      'DROP TRIGGER refuse',
      /^Planted breaks the build before, which writes the snapshot: /,
    ],
    [
      'changes many rows at once',
      "UPDATE counter_snapshot SET count = count + 1 WHERE name < 'filler-2'",
      "UPDATE counter_snapshot SET count = count - 1 WHERE name < 'filler-2'",
      /^Planted (keeps a lock for which others wait \d+ ms: change a thousand rows|breaks the build before, which writes)/,
    ],
    [
      'hides from the check that it copies a table',
      "SET @copy = 'ALTER TABLE counter_snapshot MODIFY count int NOT NULL'; PREPARE copy FROM @copy; EXECUTE copy",
      'DO 0',
      /^Planted (keeps a lock for which others wait \d+ ms|breaks the build before, which writes)/,
    ],
  ])('are refused if one %s', async (_what, up, down, reason) => {
    class Planted {
      async up(runner: QueryRunner): Promise<void> {
        for (const statement of up.split('; ')) await runner.query(statement);
      }
      async down(runner: QueryRunner): Promise<void> {
        for (const statement of down.split('; ')) await runner.query(statement);
      }
    }
    const faults = await faultsUnderUse(Planted);
    await new Planted().down(queryRunner);
    expect(faults[0]).toMatch(reason);
  });
});
