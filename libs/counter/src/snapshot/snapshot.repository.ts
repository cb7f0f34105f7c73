import { Database } from '@app/persistence';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CounterSnapshotEntity } from './snapshot.entity.js';

/** The lock of the replica that writes; the others skip their turn. */
const LOCK = 'minipokedex:snapshot';

/** The counts as they were a moment ago, by name. */
@Injectable()
export class SnapshotRepository {
  constructor(private readonly database: Database) {}

  /** @throws StoreUnavailableError */
  async load(): Promise<Map<string, number>> {
    return this.database.run(loadCounts);
  }

  /**
   * Writes the counts that are higher than what is there; lowers none. Does nothing while another replica writes.
   *
   * @returns how many it raised, undefined if another replica writes
   * @throws StoreUnavailableError
   */
  async raise(counts: ReadonlyMap<string, number>): Promise<number | undefined> {
    return this.database.run((manager) =>
      this.database.embedded ? raiseCounts(manager, counts) : raiseUnderLock(manager, counts),
    );
  }
}

/**
 * Uses one connection, which is what MySQL's locks belong to, and no transaction: what was written must be visible to
 * the next holder of the lock.
 */
async function raiseUnderLock(
  manager: EntityManager,
  counts: ReadonlyMap<string, number>,
): Promise<number | undefined> {
  const runner = manager.connection.createQueryRunner();
  try {
    const [row] = (await runner.query('SELECT GET_LOCK(?, 0) AS held', [LOCK])) as { held: string }[];
    if (Number(row?.held) !== 1) return undefined;
    try {
      return await raiseCounts(runner.manager, counts);
    } finally {
      await runner.query('DO RELEASE_LOCK(?)', [LOCK]);
    }
  } finally {
    await runner.release();
  }
}

async function loadCounts(manager: EntityManager): Promise<Map<string, number>> {
  const rows = await manager.find(CounterSnapshotEntity);
  return new Map(rows.map(({ name, count }) => [name, count]));
}

async function raiseCounts(manager: EntityManager, counts: ReadonlyMap<string, number>): Promise<number> {
  const written = await loadCounts(manager);
  const updatedAt = new Date();
  const higher = [...counts]
    .filter(([name, count]) => count > (written.get(name) ?? 0))
    .map(([name, count]) => ({ name, count, updatedAt }));
  if (higher.length > 0) await manager.upsert(CounterSnapshotEntity, higher, ['name']);
  return higher.length;
}
