import { Logger } from '@nestjs/common';
import type { StoreName } from './store-error.js';

/** What to look at when a store that should be up is not. */
const REMEDIES: Record<StoreName, string> = {
  mysql: 'check the settings DB_…, and that the migrations have run (npm run migrate)',
  redis: 'check the settings REDIS_…',
  memcached: 'check the settings MEMCACHED_…',
};

/** Says once that a store is down and once that it is up again, however many guards stand before it. */
export class StoreLog {
  private readonly logger: Logger;
  private lastSaid?: 'up' | 'down';

  /** @param guards all that stand before the store: it is up while each lets calls through */
  constructor(
    private readonly store: StoreName,
    private readonly guards: () => readonly { isUp: boolean }[],
  ) {
    this.logger = new Logger(store);
  }

  /** A guard lets no calls through any more. */
  down(reason: string): void {
    if (this.lastSaid === 'down') return;
    this.lastSaid = 'down';
    this.logger.warn(`${this.store} is down: ${reason}; if it should be up, ${REMEDIES[this.store]}`);
  }

  /** A guard's probe failed again. */
  stillDown(reason: string): void {
    this.logger.debug(`${this.store} is still down: ${reason}`);
  }

  /** A guard lets calls through again. */
  up(): void {
    if (this.lastSaid === 'up' || !this.guards().every(({ isUp }) => isUp)) return;
    this.lastSaid = 'up';
    this.logger.log(`${this.store} is up`);
  }
}
