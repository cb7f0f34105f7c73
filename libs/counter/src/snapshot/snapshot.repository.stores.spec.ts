import { ROOT_PASSWORD, ScratchSchema } from '@app/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createConnection } from 'mysql2/promise';
import { SnapshotRepositoryModule } from './snapshot.module.js';
import { SnapshotRepository } from './snapshot.repository.js';
import { asRoot, migrateAsRoot } from '../../../persistence/src/testing/migrate-as-root.js';
import {
  type OpenedPersistence,
  openPersistence,
} from '../../../persistence/src/testing/open-persistence.js';

let schema: ScratchSchema;
let opened: OpenedPersistence;
let snapshots: SnapshotRepository;

beforeAll(async () => {
  schema = await ScratchSchema.create(inject('mysqlPort'));
  await migrateAsRoot(schema);
  opened = await openPersistence(asRoot(schema), { imports: [SnapshotRepositoryModule] });
  snapshots = opened.app.get(SnapshotRepository);
});
afterAll(async () => {
  await opened.app.close();
  await schema.drop();
});

describe('SnapshotRepository', () => {
  it('raises counts and lowers none', async () => {
    await snapshots.raise(
      new Map([
        ['mew', 5],
        ['abra', 7],
      ]),
    );
    await snapshots.raise(
      new Map([
        ['mew', 9],
        ['abra', 3],
        ['ekans', 1],
      ]),
    );
    expect(await snapshots.load()).toEqual(
      new Map([
        ['mew', 9],
        ['abra', 7],
        ['ekans', 1],
      ]),
    );
  });

  it('keeps counts beyond 32 bits', async () => {
    await snapshots.raise(new Map([['pikachu', 2 ** 52]]));
    expect((await snapshots.load()).get('pikachu')).toBe(2 ** 52);
  });

  it('leaves the writing to the replica that holds the lock', async () => {
    const other = await createConnection({
      host: '127.0.0.1',
      port: schema.port,
      user: 'root',
      password: ROOT_PASSWORD,
    });
    await other.query("SELECT GET_LOCK('minipokedex:snapshot', 0)");
    await snapshots.raise(new Map([['zubat', 1]]));
    expect((await snapshots.load()).has('zubat')).toBe(false);
    await other.query("DO RELEASE_LOCK('minipokedex:snapshot')");
    await snapshots.raise(new Map([['zubat', 1]]));
    expect((await snapshots.load()).get('zubat')).toBe(1);
    await other.end();
  });
});
