import { setTimeout as sleep } from 'node:timers/promises';
import { Counter } from '@app/counter';
import { Database } from '@app/persistence';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ShutdownState } from './shutdown.state.js';

/** How long the first visitors are kept waiting for the counts, in milliseconds; after that they get no number. */
const COUNTS_PATIENCE_MS = 3000;
/** How long a probe is kept waiting, in milliseconds: Kubernetes gives it a second by default. */
const PROBE_PATIENCE_MS = 800;
/** Time between two looks. */
const LOOK_EVERY_MS = 10;

/**
 * Whether the service is ready for visitors: from the moment that the schema of this build was seen and the first visitor
 * would get a number, to the first moment of a shutdown. Stores that are away later change nothing.
 */
@Injectable()
export class Readiness implements OnApplicationBootstrap {
  /** Seconds from the start of Node.js until the service was ready; none before. */
  startSeconds?: number;
  private schemaSeenAt?: number;

  constructor(
    private readonly database: Database,
    private readonly counter: Counter,
    private readonly shutdown: ShutdownState,
  ) {}

  onApplicationBootstrap(): void {
    // Lest a store that goes away between the start and the first probe be taken for a part of the start.
    void this.awaitStart(Infinity);
  }

  get hasStarted(): boolean {
    if (this.startSeconds === undefined && this.canStart()) this.startSeconds = performance.now() / 1000;
    return this.startSeconds !== undefined;
  }

  get isReady(): boolean {
    return this.hasStarted && !this.shutdown.isShuttingDown;
  }

  /**
   * Waits a moment for a start that is under way. Kubernetes probes once a second at most, so that a probe that came too
   * early would cost the first visitor that second.
   */
  async awaitStart(patienceMs = PROBE_PATIENCE_MS): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!this.hasStarted && !this.shutdown.isShuttingDown && performance.now() < deadline)
      await sleep(LOOK_EVERY_MS, undefined, { ref: false });
  }

  private canStart(): boolean {
    if (!this.database.schemaIsCurrent) return false;
    this.schemaSeenAt ??= performance.now();
    return this.counter.givesNumbers || performance.now() - this.schemaSeenAt >= COUNTS_PATIENCE_MS;
  }
}
