import { version } from '@app/config';
import { type MigrationClass, migrations } from '@app/migrations';
import { ScratchSchema } from '@app/testing';
import { createConnection } from 'mysql2/promise';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openPersistence } from '../../../../libs/persistence/src/testing/persistence.fixture.js';
import { runInMemory } from '../testing/run.in.memory.js';
import { migrateCommand } from './migrate.command.js';

class FailsLate1793491200099 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('INSERT INTO pokemon (id, name, type) VALUES (152, ?, ?)', [
      'chikorita',
      'planta',
    ]);
    await queryRunner.query('SELECT * FROM no_such_table');
  }

  async down(): Promise<void> {}
}

class NeverReached1793491200100 implements MigrationInterface {
  async up(): Promise<void> {}

  async down(): Promise<void> {}
}

/** Those that fill the catalogue, whatever comes after. */
const seeding = migrations.slice(0, 4);
const names = migrations.map(({ name }) => name);

describe('migrate, on MySQL', () => {
  let schema: ScratchSchema;

  beforeEach(async () => {
    schema = await ScratchSchema.create(inject('mysqlPort'));
  });

  afterEach(() => schema.drop());

  const recorded = async () => {
    const rows = await schema.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    return rows.map(({ name }) => name);
  };
  const count = async () => (await schema.query<{ n: number }>('SELECT COUNT(*) AS n FROM pokemon'))[0]!.n;
  const migrate = (command: string, changes: NodeJS.ProcessEnv = {}) =>
    runInMemory(['migrate', command], { environment: { ...schema.environment, ...changes } });

  const upWith = (...more: MigrationClass[]) =>
    runInMemory(['migrate', 'up'], {
      environment: schema.environment,
      commands: { migrate: async () => migrateCommand([...migrations, ...more]) },
    });

  const connectAs = (build: string) =>
    createConnection({
      host: '127.0.0.1',
      port: schema.port,
      user: schema.serviceUser,
      password: schema.servicePassword,
      connectAttributes: { program_version: build, schema: schema.name },
    });

  it('brings an empty schema to this build, and prints what it did', async () => {
    const { code, stdout, stderr } = await runInMemory(['migrate'], { environment: schema.environment });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of names) expect(stdout).toMatch(new RegExp(`^${name} +\\| applied \\| this run$`, 'm'));
    expect(await recorded()).toEqual(names);
    expect(await count()).toBe(151);
  });

  it('does nothing when run again', async () => {
    await migrate('up');
    const { code, stdout } = await migrate('up');

    expect(code).toBe(0);
    expect(stdout).not.toContain('this run');
    expect(await count()).toBe(151);
  });

  it('compares names byte by byte, without padding', async () => {
    await migrate('up');
    const rows = await schema.query<{ table: string; collation: string }>(
      `SELECT TABLE_NAME AS \`table\`, COLLATION_NAME AS collation FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'name' AND TABLE_NAME <> 'migrations'`,
    );

    expect(rows.map(({ table }) => table)).toEqual(expect.arrayContaining(['counter_snapshot', 'pokemon']));
    expect(new Set(rows.map(({ collation }) => collation))).toEqual(new Set(['utf8mb4_0900_bin']));
  });

  it('shows the status without making anything, and exits 3 while something is pending', async () => {
    const before = await migrate('status');
    expect(before.code).toBe(3);
    expect(before.stdout).toMatch(/CreatePokemon\d+ +\| pending \|$/m);
    expect(await schema.query('SHOW TABLES')).toEqual([]);

    await migrate('up');
    const after = await migrate('status');
    expect(after.code).toBe(0);
    expect(after.stdout).toMatch(/CreatePokemon\d+ +\| applied \| earlier$/m);
  });

  it('reverts the last one, says which, and runs it again', async () => {
    const last = seeding.at(-1)!.name;
    await migrate('up');
    for (const _ of migrations.slice(seeding.length)) await migrate('down');
    const { code, stderr, stdout } = await migrate('down');

    expect({ code, stderr }).toEqual({ code: 0, stderr: `Reverted ${last}\n` });
    expect(stdout).toMatch(new RegExp(`^${last} +\\| pending \\| this run$`, 'm'));
    expect(await count()).toBe(3);
    expect((await migrate('up')).code).toBe(0);
    expect(await count()).toBe(151);
  });

  it('reverts down to nothing', async () => {
    await migrate('up');
    for (const name of names.toReversed()) expect((await migrate('down')).stderr).toBe(`Reverted ${name}\n`);

    expect(await migrate('down')).toMatchObject({ code: 0, stderr: 'Nothing to revert\n' });
    expect(await schema.query('SHOW TABLES')).toHaveLength(1);
  });

  it('does not revert what another build brought', async () => {
    await migrate('up');
    await schema.query("INSERT INTO migrations (timestamp, name) VALUES (1, 'Later1799999999999')");
    const { code, stderr } = await migrate('down');

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Later1799999999999 failed/);
    expect(await recorded()).toHaveLength(names.length + 1);
  });

  it('names a migration that fails, and leaves recorded what was done before it', async () => {
    const { code, stdout, stderr } = await upWith(FailsLate1793491200099, NeverReached1793491200100);

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^FailsLate1793491200099 failed: .*no_such_table.* doesn't exist/m);
    expect(await recorded()).toEqual(names);
    expect(await count()).toBe(151);
  });

  it.each([
    ['DB_MIGRATION_PASSWORD', 'wrong-secret', /Access denied.*DB_MIGRATION_PASSWORD/],
    ['DB_NAME', 'no_such_schema', /no_such_schema.*DB_NAME/],
  ])('fails at once, with the remedy, on a wrong %s', async (variable, value, remedy) => {
    const startedAt = performance.now();
    const { code, stderr } = await migrate('up', { [variable]: value });

    expect(code).toBe(1);
    expect(stderr).toMatch(remedy);
    expect(stderr).not.toContain('wrong-secret');
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('leaves the service all that it needs', async () => {
    await migrate('up');
    const { app, database, find } = await openPersistence(schema.environment);

    await expect.poll(() => database.schemaIsCurrent).toBe(true);
    expect(await database.check()).toMatchObject({ up: true });
    expect(await find('charmander')).toMatchObject({ id: 4 });
    await app.close();
  });

  describe('with one that takes something away', () => {
    class Contraction1793491200100 implements MigrationInterface {
      static unusedSince = '1.10.0';

      async up(): Promise<void> {}

      async down(): Promise<void> {}
    }

    beforeEach(() => migrate('up'));

    it('waits until no build runs that uses it', async () => {
      const builds = await Promise.all(['1.9.9', '1.10.0', '2.0.0-rc.1'].map(connectAs));

      const { code, stderr } = await upWith(Contraction1793491200100);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(
          /^Contraction\d+ takes away what 1\.9\.9 still uses, .*: deploy 1\.10\.0 first/,
        ),
      });
      expect(await recorded()).toEqual(names);

      await builds[0]!.end();
      await expect.poll(async () => (await upWith(Contraction1793491200100)).code).toBe(0);
      await Promise.all(builds.slice(1).map((build) => build.end()));
    });

    it('knows this build among those that run, in this schema', async () => {
      const here = await openPersistence(schema.environment);
      const other = await ScratchSchema.create(inject('mysqlPort'));
      await runInMemory(['migrate'], { environment: other.environment });
      const elsewhere = await openPersistence(other.environment);

      expect((await upWith(Contraction1793491200100)).stderr).toContain(`what ${version} still uses`);
      await here.app.close();
      await expect.poll(async () => (await upWith(Contraction1793491200100)).code).toBe(0);

      await elsewhere.app.close();
      await other.drop();
    });

    it('says what it lacks to know them', async () => {
      const attributes = 'performance_schema.session_connect_attrs';
      await schema.query(`REVOKE SELECT ON ${attributes} FROM ?`, [schema.migrationUser]);

      expect((await upWith(Contraction1793491200100)).stderr).toContain(`GRANT SELECT ON ${attributes} to`);
      expect((await migrate('up')).code).toBe(0);
    });
  });

  it('leaves the work to one of several that run at once', async () => {
    const runs = await Promise.all([migrate('up'), migrate('up'), migrate('up')]);

    expect(
      runs.map(({ code, stderr }) => ({ code, errors: stderr.replaceAll(/^Waiting.*\n/gm, '') })),
    ).toEqual(Array.from({ length: 3 }, () => ({ code: 0, errors: '' })));
    expect(runs.filter(({ stdout }) => stdout.includes('this run'))).toHaveLength(1);
    expect(await recorded()).toEqual(names);
  });

  it('gives up at the deadline while another run holds the lock', async () => {
    await schema.query("DO GET_LOCK('minipokedex:migrate', 30)");
    const { code, stderr } = await migrate('up', { DB_MIGRATION_WAIT_S: '1' });
    await schema.query("DO RELEASE_LOCK('minipokedex:migrate')");

    expect(code).toBe(1);
    expect(stderr).toMatch(/Another migration run has held the lock for 1 s/);
    expect(await schema.query('SHOW TABLES')).toEqual([]);
  });

  it('stops when the connection that holds the lock breaks', async () => {
    class Slow1793491200100 implements MigrationInterface {
      async up(queryRunner: QueryRunner): Promise<void> {
        const [lock] = (await queryRunner.query("SELECT IS_USED_LOCK('minipokedex:migrate') AS id")) as {
          id: number;
        }[];
        await schema.query(`KILL ${lock!.id}`);
        await queryRunner.query('DO SLEEP(3)');
      }

      async down(): Promise<void> {}
    }
    const { code, stderr } = await upWith(Slow1793491200100);

    expect(code).toBe(1);
    expect(stderr).toMatch(/holds the migration lock broke/);
  });
});
