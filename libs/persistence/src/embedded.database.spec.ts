import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import initSqlJs from 'sql.js';
import { temporaryFolder } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DamagedDatabaseError } from './embedded.database.js';
import { type OpenedPersistence, openPersistence } from './testing/persistence.fixture.js';

describe('the embedded database', () => {
  let folder: string;
  let path: string;
  const opened: OpenedPersistence[] = [];

  beforeEach(() => {
    folder = temporaryFolder(onTestFinished);
    path = join(folder, 'pokedex.sqlite');
  });

  afterEach(async () => {
    for (const { app } of opened.splice(0)) await app.close();
  });

  const open = async (dataDir = folder) => {
    const persistence = await openPersistence({ DATA_DIR: dataDir });
    opened.push(persistence);
    return persistence;
  };

  it('is ready from the start', async () => {
    const { database } = await open();

    expect(database.embedded).toBe(true);
    expect(database.schemaIsCurrent).toBe(true);
    expect(await database.check()).toEqual({ up: true, latencyMs: expect.closeTo(0, -2) });
  });

  it('is saved as one whole file', async () => {
    await open(join(folder, 'made', 'on', 'the', 'way'));

    expect(await readdir(join(folder, 'made', 'on', 'the', 'way'))).toEqual([
      'in-use.sock',
      'pokedex.sqlite',
    ]);
  });

  it('survives a restart', async () => {
    await open();
    const sqlite = await initSqlJs();
    const file = new sqlite.Database(await readFile(path));
    file.run("INSERT INTO pokemon (id, name, type) VALUES (152, 'chikorita', 'planta')");
    await writeFile(path, file.export());

    const { find } = await open();
    expect(await find('chikorita')).toEqual({ id: 152, name: 'chikorita', type: 'planta' });
    expect(await find('mew')).toEqual({ id: 151, name: 'mew', type: 'psíquico' });
  });

  it('is not written while nothing changes', async () => {
    await open();
    const { mtimeMs } = await stat(path);

    const { find, database } = await open();
    await find('mew');
    await database.check();
    expect((await stat(path)).mtimeMs).toBe(mtimeMs);
  });

  it('is kept in memory, with a warning, if its folder can not be made or written', async () => {
    await writeFile(path, '');
    const { find, logged } = await open(join(path, 'below-a-file'));

    expect(await find('mew')).not.toBeNull();
    expect(logged).toContainEqual(
      expect.stringMatching(/^warn .*memory only.*below-a-file.*ENOTDIR.*DATA_DIR/),
    );
  });

  it.each([
    ['not a database', async () => writeFile(path, 'not a database, but a text of some length'.repeat(100))],
    [
      'cut short',
      async () => {
        await open();
        await writeFile(path, (await readFile(path)).subarray(0, 6000));
      },
    ],
    [
      'overwritten in the middle',
      async () => {
        await open();
        await writeFile(path, (await readFile(path)).fill(0xff, 4096, 12_000));
      },
    ],
  ])('stops the start if its file is %s, and leaves the file alone', async (_, damage) => {
    await damage();
    const before = await readFile(path);

    await expect(openPersistence({ DATA_DIR: folder })).rejects.toThrow(DamagedDatabaseError);
    await expect(openPersistence({ DATA_DIR: folder })).rejects.toThrow(
      /pokedex\.sqlite is damaged.*Move it away/,
    );
    expect(await readFile(path)).toEqual(before);
  });
});
