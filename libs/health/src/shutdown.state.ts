import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Whether a shutdown has begun. `onModuleDestroy` is the first of Nest's shutdown hooks: it runs before the wait of
 * `SHUTDOWN_DELAY_MS`, and long before the server closes.
 */
@Injectable()
export class ShutdownState implements OnModuleDestroy {
  private started = false;

  get isShuttingDown(): boolean {
    return this.started;
  }

  onModuleDestroy(): void {
    this.started = true;
  }
}
