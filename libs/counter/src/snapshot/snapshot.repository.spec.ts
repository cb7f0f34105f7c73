import type { Database } from '@app/persistence';
import { temporaryFolder } from '@app/testing';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openPersistence } from '../../../persistence/src/testing/persistence.fixture.js';
import { SnapshotRepositoryModule } from './snapshot.module.js';
import { SnapshotRepository } from './snapshot.repository.js';

it('the counts of Redis can be kept in the embedded database', async () => {
  const environment = { DATA_DIR: temporaryFolder(onTestFinished) };
  const { app } = await openPersistence(environment, { imports: [SnapshotRepositoryModule] });
  const snapshots = app.get(SnapshotRepository);
  expect(await snapshots.load()).toEqual(new Map());
  const counts = new Map([
    ['mew', 3],
    ['abra', 2 ** 52],
  ]);
  await snapshots.raise(counts);
  await snapshots.raise(new Map([['mew', 4]]));
  expect(await snapshots.load()).toEqual(counts.set('mew', 4));
  await app.close();
});

it('all services lock the rows of MySQL in the same order, and none where nothing is missing', async () => {
  const query = vi.fn<(sql: string, values: unknown[]) => Promise<void>>();
  const run = (call: (manager: { query: typeof query }) => unknown) => call({ query });
  const snapshots = new SnapshotRepository({ embedded: false, run } as unknown as Database);
  await snapshots.raise(new Map());
  expect(query).not.toHaveBeenCalled();
  await snapshots.raise(new Map(['mew', 'zubat', 'abra'].map((name, index) => [name, index])));
  const at: unknown = expect.any(Date);
  const rows = [
    ['abra', 2, at],
    ['mew', 0, at],
    ['zubat', 1, at],
  ];
  expect(query.mock.calls).toEqual([[expect.stringContaining('INTO counter_snapshot'), [rows]]]);
});
