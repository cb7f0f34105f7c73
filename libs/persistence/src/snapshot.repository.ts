import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CounterSnapshotEntity } from './counter-snapshot.entity.js';
import { EntityStore } from './entity-store.js';

/** Held by the replica that writes: the others skip their turn. */
const LOCK = 'minipokedex:snapshot';

/** The counts as they were a moment ago, by name. */
@Injectable()
export class SnapshotRepository {
  constructor(private readonly store: EntityStore) {}

  /** @throws StoreUnavailableError */
  async load(): Promise<Map<string, number>> {
    return this.store.run(loadCounts);
  }

  /**
   * Writes the counts that are higher than what is there; lowers none. Does nothing while another replica writes.
   *
   * @throws StoreUnavailableError
   */
  async raise(counts: ReadonlyMap<string, number>): Promise<void> {
    await this.store.run((manager) =>
      // In a transaction all statements go over one connection, which is what MySQL's locks belong to.
      manager.transaction(async (transaction) => {
        if (this.store.embedded) return raiseCounts(transaction, counts);
        const [row] = await transaction.query<{ held: string }[]>('SELECT GET_LOCK(?, 0) AS held', [LOCK]);
        if (Number(row?.held) !== 1) return;
        try {
          await raiseCounts(transaction, counts);
        } finally {
          await transaction.query('DO RELEASE_LOCK(?)', [LOCK]);
        }
      }),
    );
  }
}

async function loadCounts(manager: EntityManager): Promise<Map<string, number>> {
  const rows = await manager.find(CounterSnapshotEntity);
  return new Map(rows.map(({ name, count }) => [name, count]));
}

async function raiseCounts(manager: EntityManager, counts: ReadonlyMap<string, number>): Promise<void> {
  const written = await loadCounts(manager);
  const updatedAt = new Date();
  const higher = [...counts]
    .filter(([name, count]) => count > (written.get(name) ?? 0))
    .map(([name, count]) => ({ name, count, updatedAt }));
  if (higher.length > 0) await manager.upsert(CounterSnapshotEntity, higher, ['name']);
}
