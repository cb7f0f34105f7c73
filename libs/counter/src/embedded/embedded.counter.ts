import { join } from 'node:path';
import type { StoreStatus } from '@app/stores';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Counter, type CountsReading } from '../counter.js';
import { CountsFile } from './counts.file.js';

/** Pause from a visit to the writing of the file. */
const SAVE_DELAY_MS = 500;

/** Counts in the process, saved to a file shortly after each change: a crash may lose the last second. */
export class EmbeddedCounter extends Counter implements OnModuleInit, OnApplicationShutdown {
  readonly embedded = true;
  readonly givesNumbers = true;
  private readonly logger = new Logger(EmbeddedCounter.name);
  private readonly file: CountsFile;
  private visits = new Map<string, number>();
  private saveTimer?: NodeJS.Timeout;
  private saving = Promise.resolve();
  private saveFailed = false;

  constructor(dataDir: string) {
    super();
    this.file = new CountsFile(join(dataDir, 'counts.json'));
  }

  /** @throws DamagedCountsFileError */
  async onModuleInit(): Promise<void> {
    this.visits = await this.file.load();
    await this.save();
  }

  visit(name: string): Promise<number> {
    const count = (this.visits.get(name) ?? 0) + 1;
    this.visits.set(name, count);
    this.saveTimer ??= setTimeout(() => void this.save(), SAVE_DELAY_MS);
    return Promise.resolve(count);
  }

  readCounts(): Promise<CountsReading> {
    return Promise.resolve({ counts: new Map(this.visits), complete: true, isAway: () => false });
  }

  /** The file is the only place where these counts ever were. */
  raiseFloors(): void {}

  check(): Promise<StoreStatus> {
    return Promise.resolve({ up: true, latencyMs: 0 });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.save();
  }

  private save(): Promise<void> {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    this.saving = this.saving.then(() => this.write());
    return this.saving;
  }

  private async write(): Promise<void> {
    try {
      await this.file.save(this.visits);
      this.saveFailed = false;
    } catch (error) {
      if (!this.saveFailed)
        this.logger.warn(`counts are kept in memory only: ${String(error)}; check DATA_DIR`);
      this.saveFailed = true;
    }
  }
}
