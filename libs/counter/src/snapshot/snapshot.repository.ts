import { Database } from '@app/persistence';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CounterSnapshotEntity } from './snapshot.entity.js';

/** As many characters as the columns of names have. */
const MAX_NAME_LENGTH = 64;

/** The counts as they were a moment ago, by name. */
@Injectable()
export class SnapshotRepository {
  constructor(private readonly database: Database) {}

  /** @throws StoreUnavailableError */
  async load(): Promise<Map<string, number>> {
    const rows = await this.database.run((manager) => manager.find(CounterSnapshotEntity));
    return new Map(rows.map(({ name, count }) => [name, count]));
  }

  /**
   * Raises counts, and lowers none in MySQL, where others may write at the same time.
   *
   * @param counts what `missingCounts` found
   * @throws StoreUnavailableError
   */
  async raise(counts: ReadonlyMap<string, number>): Promise<void> {
    if (counts.size === 0) return;
    const updatedAt = new Date();
    // Everybody locks the rows in the same order, so that two who write at once wait instead of failing by a deadlock.
    const rows = [...counts].map(([name, count]) => ({ name, count, updatedAt })).toSorted(byName);
    await this.database.run((manager) =>
      this.database.embedded
        ? manager.upsert(CounterSnapshotEntity, rows, ['name'])
        : raiseInMySql(manager, rows),
    );
  }
}

/**
 * Finds the counts that are higher than what is stored. Leaves out what can't be a name or a count of ours, but was put
 * into Redis by somebody else: one such row would fail the writing of all.
 */
export function missingCounts(
  counts: ReadonlyMap<string, number>,
  stored: ReadonlyMap<string, number>,
): Map<string, number> {
  const isMissing = ([name, count]: [string, number]) =>
    count > (stored.get(name) ?? 0) && Number.isSafeInteger(count) && [...name].length <= MAX_NAME_LENGTH;
  return new Map([...counts].filter(isMissing));
}

function byName({ name: a }: CounterSnapshotEntity, { name: b }: CounterSnapshotEntity): number {
  return a < b ? -1 : 1;
}

/** In SQL, since TypeORM's upsert can only replace what is there. */
function raiseInMySql(manager: EntityManager, rows: CounterSnapshotEntity[]): Promise<unknown> {
  return manager.query(
    `INSERT INTO counter_snapshot (name, count, updated_at) VALUES ?
     ON DUPLICATE KEY UPDATE count = GREATEST(count, VALUES(count)), updated_at = VALUES(updated_at)`,
    [rows.map(({ name, count, updatedAt }) => [name, count, updatedAt])],
  );
}
