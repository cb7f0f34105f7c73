import { Logger } from '@nestjs/common';

/** Pause between two looks for a schema that is not there yet, in milliseconds. */
const INTERVAL_MS = 500;
/** The same while the database is away, when a look asks nothing of it. */
const AWAY_INTERVAL_MS = 50;

/** Waits for the migrations of this build: the schema stays current once it was seen. */
export class SchemaWatch {
  private readonly logger = new Logger('Database');
  private current = false;
  private warned = false;
  private stopped = false;
  private next?: NodeJS.Timeout;

  /** @param isMigrated whether this build's newest migration has run; rejects if that can't be found out now */
  constructor(private readonly isMigrated: () => Promise<boolean>) {}

  get isCurrent(): boolean {
    return this.current;
  }

  async start(): Promise<void> {
    let pauseMs = INTERVAL_MS;
    try {
      this.current = await this.isMigrated();
      if (!this.current) this.warnOnce();
    } catch (error) {
      pauseMs = AWAY_INTERVAL_MS;
      this.logger.debug(`The schema could not be looked for: ${(error as Error).message}`);
    }
    if (!this.current && !this.stopped) this.next = setTimeout(() => void this.start(), pauseMs);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.next);
  }

  private warnOnce(): void {
    if (this.warned) return;
    this.warned = true;
    this.logger.warn(
      "The schema is not this build's yet: not ready until its migrations have run (npm run migrate)",
    );
  }
}
