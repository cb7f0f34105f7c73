import type { Settings } from '@app/config';
import { Counter, CounterModule } from '@app/counter';
import { PersistenceModule, SnapshotRepository } from '@app/persistence';
import { formatCounts } from './counts-document.js';
import { requireMysql, requireRedis } from './store-rules.js';
import { type Output, withStore } from './with-store.js';

/**
 * Prints all counts.
 *
 * @throws SettingsError if the store is embedded; OperatorError if it is away
 */
export async function exportCounts(
  settings: Settings,
  from: 'counter' | 'snapshot',
  output: Output,
): Promise<void> {
  const counts = await (from === 'counter' ? readCounter(settings, output) : readSnapshot(settings, output));
  output.stdout.write(formatCounts(counts));
}

function readCounter(settings: Settings, output: Output): Promise<ReadonlyMap<string, number>> {
  requireRedis(settings);
  const remedy = 'Check the REDIS_ settings, or export --snapshot to read what MySQL has.';
  return withStore({ settings, module: CounterModule, port: Counter, output, remedy }, (counter) =>
    counter.counts(),
  );
}

function readSnapshot(settings: Settings, output: Output): Promise<ReadonlyMap<string, number>> {
  requireMysql(settings);
  const remedy = 'Check the DB_ settings, and that the migrations have run.';
  return withStore(
    { settings, module: PersistenceModule, port: SnapshotRepository, output, remedy },
    (snapshots) => snapshots.load(),
  );
}
