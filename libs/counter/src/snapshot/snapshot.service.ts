import { StoreUnavailableError } from '@app/stores';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Counter } from '../counter.js';
import { missingCounts, SnapshotRepository } from './snapshot.repository.js';

/** Time between two snapshots, in milliseconds: with the reading and the writing, none is older than 10 s. */
const INTERVAL_MS = 3000;
/** The same until the snapshot was read: visits get no number before. Asking a MySQL that is known to be down is free. */
const FIRST_INTERVAL_MS = 100;

/** Keeps the counts of Redis in MySQL as well, so that counting can go on from there if Redis is emptied or replaced. */
@Injectable()
export class SnapshotService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SnapshotService.name);
  private readonly takenAt: Gauge;
  private intervalMs = FIRST_INTERVAL_MS;
  private next?: NodeJS.Timeout;
  /** All counts as the last complete turn read them, and when it did, as Unix time. */
  private written?: { counts: ReadonlyMap<string, number>; readAt: number };
  private stopped = false;

  constructor(
    private readonly counter: Counter,
    private readonly snapshots: SnapshotRepository,
    registry: Registry,
  ) {
    this.takenAt = new Gauge({
      name: 'counter_snapshot_timestamp_seconds',
      help: 'When the counts were last seen to be in the snapshot, as Unix time.',
      registers: [registry],
    });
  }

  /** Takes the first turn, which gives the counter where to go on from. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.counter.embedded) await this.takeTurn();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.next);
  }

  private async takeTurn(): Promise<void> {
    try {
      const stored = await this.snapshots.load();
      this.counter.raiseFloors(stored);
      this.intervalMs = INTERVAL_MS;
      this.noteSeen(stored);
      const readAt = Date.now() / 1000;
      // A visit that a fail-over takes back is counted again: on top of itself, if it were in the snapshot.
      const { counts, complete } = await this.counter.readCounts({ confirmed: true });
      // What other services gave meanwhile, so that a Redis that is emptied now goes on above what is about to be saved.
      this.counter.raiseFloors(counts);
      await this.snapshots.raise(missingCounts(counts, stored));
      if (complete) this.written = { counts, readAt };
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      this.logger.debug(`no snapshot: ${error.message}`);
    }
    if (!this.stopped) this.next = setTimeout(() => void this.takeTurn(), this.intervalMs);
  }

  /** A write that was accepted is not yet one that is there: what the last turn wrote must be in what this one reads. */
  private noteSeen(stored: ReadonlyMap<string, number>): void {
    if (this.written && missingCounts(this.written.counts, stored).size === 0)
      this.takenAt.set(this.written.readAt);
  }
}
