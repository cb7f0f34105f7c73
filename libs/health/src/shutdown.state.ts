import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Whether the application is on its way out. Nest calls `onModuleDestroy` first of all its shutdown hooks, before it
 * waits and long before the server is closed.
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
