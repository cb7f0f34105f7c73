import { ROOT_PASSWORD, ScratchSchema } from '@app/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createConnection } from 'mysql2/promise';
import { SnapshotRepositoryModule } from './snapshot.module.js';
import { SnapshotRepository } from './snapshot.repository.js';
import { asRoot, migrateAsRoot } from '../../../persistence/src/testing/root.migration.js';
import {
  type OpenedPersistence,
  openPersistence,
} from '../../../persistence/src/testing/persistence.fixture.js';

const names = Array.from({ length: 40 }, (_, index) => `name-${index}`);

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
  it('raises counts and lowers none, though several write at once', async () => {
    const writes = Array.from({ length: 60 }, (_, write) =>
      names.map((name, index): [string, number] => [name, 1 + ((write * 7 + index) % 60)]),
    );
    // From both ends, as two that read the counts in another order.
    await Promise.all(
      writes.map((counts, write) => snapshots.raise(new Map(write % 2 ? counts : counts.toReversed()))),
    );
    expect(await snapshots.load()).toEqual(new Map(names.map((name) => [name, 60])));
  });

  it('keeps counts beyond 32 bits', async () => {
    await snapshots.raise(new Map([['pikachu', 2 ** 52]]));
    expect((await snapshots.load()).get('pikachu')).toBe(2 ** 52);
  });

  it('is written whoever holds the lock of another version of the service', async () => {
    const other = await createConnection({
      host: '127.0.0.1',
      port: schema.port,
      user: 'root',
      password: ROOT_PASSWORD,
    });
    await other.query("SELECT GET_LOCK('minipokedex:snapshot', 0)");
    await snapshots.raise(new Map([['zubat', 1]]));
    expect((await snapshots.load()).get('zubat')).toBe(1);
    await other.end();
  });
});
