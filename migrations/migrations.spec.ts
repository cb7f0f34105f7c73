import { readdirSync, readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstGeneration } from './0004-first-generation.js';
import { migrations } from './index.js';
import { editedOf, type Hashes, hashOf, toFreeze } from './testing/frozen.files.js';

describe('the migrations, on SQLite', () => {
  let dataSource: DataSource;

  const open = async (list = migrations) => {
    dataSource = await new DataSource({
      type: 'sqljs',
      migrations: list,
      migrationsTransactionMode: 'each',
      logging: false,
    }).initialize();
  };

  beforeEach(() => open());

  afterEach(() => dataSource.destroy());

  const tables = async () => {
    const rows = await dataSource.query<{ name: string }[]>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    return rows.map(({ name }) => name);
  };
  const names = async () => {
    const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM pokemon ORDER BY id');
    return rows.map(({ name }) => name);
  };

  it('lead to the whole first generation', async () => {
    await dataSource.runMigrations();

    expect(await tables()).toEqual(expect.arrayContaining(['counter_snapshot', 'migrations', 'pokemon']));
    expect(await dataSource.query('SELECT id, name, type FROM pokemon ORDER BY id')).toEqual(firstGeneration);
  });

  it('are undone one by one, each taking away exactly what it brought', async () => {
    await dataSource.destroy();
    await open(migrations.slice(0, 4));
    await dataSource.runMigrations();
    await dataSource.query("INSERT INTO pokemon (id, name, type) VALUES (152, 'chikorita', 'planta')");

    await dataSource.undoLastMigration();
    expect(await names()).toEqual(['bulbasaur', 'charmander', 'squirtle', 'chikorita']);
    await dataSource.undoLastMigration();
    expect(await tables()).toEqual(['migrations', 'pokemon']);
    await dataSource.undoLastMigration();
    expect(await names()).toEqual(['chikorita']);
    await dataSource.undoLastMigration();
    expect(await tables()).toEqual(['migrations']);
  });

  it('run again after they were undone', async () => {
    await dataSource.runMigrations();
    for (const _ of migrations) await dataSource.undoLastMigration();
    await dataSource.runMigrations();

    expect(await names()).toHaveLength(151);
  });

  it('run again over what a crash left unrecorded', async () => {
    await dataSource.runMigrations();
    await dataSource.query('DELETE FROM migrations');
    await dataSource.runMigrations();

    expect(await names()).toHaveLength(151);
  });

  it('leave a name to one Pokémon', async () => {
    await dataSource.runMigrations();

    await expect(
      dataSource.query("INSERT INTO pokemon (id, name, type) VALUES (152, 'mew', 'psíquico')"),
    ).rejects.toThrow(/UNIQUE/);
  });
});

describe('the list of migrations', () => {
  it('is in the order that TypeORM runs them in', () => {
    const numbers = migrations.map(({ name }) => Number(name.slice(-13)));

    expect(numbers.every(Number.isSafeInteger)).toBe(true);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('imports of the project nothing but what has the number of the migration', () => {
    const numbered = readdirSync('migrations').filter((file) => /^\d{4}-/.test(file));
    const foreign = numbered.flatMap((file) => {
      const imports = readFileSync(`migrations/${file}`, 'utf8').matchAll(/ from '([^']+)'/g);
      return [...imports]
        .map(([, path]) => path)
        .filter((path) => path !== 'typeorm' && !path!.startsWith(`./${file.slice(0, 5)}`));
    });

    expect(numbered.length).toBeGreaterThanOrEqual(migrations.length);
    expect(foreign).toEqual([]);
  });
});

describe('the frozen migrations', () => {
  const files = readdirSync('migrations').filter((file) => /^\d{4}-/.test(file));
  const now = Object.fromEntries(
    files.map((file) => [file, hashOf(readFileSync(`migrations/${file}`, 'utf8'))]),
  );
  const frozen = JSON.parse(readFileSync('migrations/frozen.json', 'utf8')) as Hashes;

  it('are what they were', () => {
    expect(editedOf(frozen, now)).toEqual([]);
  });

  it('are all but the newest (make docs adds them to frozen.json)', async () => {
    const list = `${JSON.stringify(toFreeze(frozen, now), null, 2)}\n`;
    await expect(list).toMatchFileSnapshot('frozen.json');
  });

  it('are named with the remedy if they are edited or removed, also where all hashes are written anew', () => {
    const before = { '0001-a.ts': 'a', '0002-b.ts': 'b' };
    const after = { '0001-a.ts': 'edited', '0003-c.ts': 'c', '0004-d.ts': 'd' };

    expect(editedOf(toFreeze(before, after), after)).toEqual([
      expect.stringMatching(/^0001-a\.ts has changed .*: restore it, and write a new migration$/),
      expect.stringMatching(/^0002-b\.ts has changed/),
    ]);
    expect(toFreeze(before, after)).toEqual({ ...before, '0003-c.ts': 'c' });
  });
});

describe('the first generation', () => {
  it('has the numbers 1 to 151', () => {
    expect(firstGeneration.map(({ id }) => id)).toEqual(Array.from({ length: 151 }, (_, index) => index + 1));
  });

  it('has names as they are matched: in NFC and lower case', () => {
    for (const { name } of firstGeneration) expect(name).toBe(name.normalize('NFC').toLowerCase());
  });

  it('has the types in Spanish', () => {
    expect(firstGeneration[24]).toEqual({ id: 25, name: 'pikachu', type: 'eléctrico' });
  });
});
