import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError, type Settings } from '@app/config';
import { PersistenceModule, SnapshotRepository } from '@app/persistence';
import { readCounts } from './counts-document.js';
import { requireMysql, requireRedis } from './store-rules.js';
import { type Output, withStore } from './with-store.js';

/** While a replica writes the snapshot no one else does: how long its turn is waited for, and how often it is looked. */
const TURN = { limitMs: 10_000, intervalMs: 100 };
/** Names that are raised with one call, each of which has a deadline. */
const AT_ONCE = 500;

/** Others held the lock of the snapshot all the time. */
class SnapshotBusyError extends OperatorError {
  override readonly name = 'SnapshotBusyError';

  constructor() {
    super(
      `The snapshot was being written by another for ${TURN.limitMs / 1000} s: see SHOW PROCESSLIST in MySQL, and run it again.`,
    );
  }
}

/**
 * Raises the snapshot to the counts of a document, and tells how many it raised.
 *
 * @throws SettingsError if MySQL or Redis is embedded, before it reads; InvalidCountsError; OperatorError if MySQL is
 * away or its lock is not had
 */
export async function restoreCounts(
  settings: Settings,
  document: AsyncIterable<Uint8Array>,
  output: Output,
): Promise<void> {
  requireMysql(settings);
  // Redis itself may be away or empty: the services that use it take the counts from the snapshot.
  requireRedis(settings);
  const counts = await readCounts(document);
  const remedy = 'Check the DB_ settings, and that the migrations have run.';
  const raised = await withStore(
    { settings, module: PersistenceModule, port: SnapshotRepository, output, remedy },
    (snapshots) => raiseSnapshot(snapshots, counts),
  );
  output.stdout.write(
    `Raised ${raised} of ${counts.size} counts; running services go on from them within seconds. ` +
      'A count that was as high already stays as it is: none can be lowered.\n',
  );
}

async function raiseSnapshot(
  snapshots: SnapshotRepository,
  counts: ReadonlyMap<string, number>,
): Promise<number> {
  const higher = [...higherThan(await snapshots.load(), counts)];
  for (let from = 0; from < higher.length; from += AT_ONCE)
    await raiseInTurn(snapshots, new Map(higher.slice(from, from + AT_ONCE)));
  return higher.length;
}

async function raiseInTurn(
  snapshots: SnapshotRepository,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  const deadline = performance.now() + TURN.limitMs;
  for (;;) {
    await snapshots.raise(counts);
    if (higherThan(await snapshots.load(), counts).size === 0) return;
    if (performance.now() > deadline) throw new SnapshotBusyError();
    await sleep(TURN.intervalMs);
  }
}

function higherThan(snapshot: ReadonlyMap<string, number>, counts: ReadonlyMap<string, number>) {
  return new Map([...counts].filter(([name, count]) => count > (snapshot.get(name) ?? 0)));
}
