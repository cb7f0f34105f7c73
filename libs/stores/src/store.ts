import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { StoreGuard, type StoreGuardOptions, type StoreStatus } from './store.guard.js';
import { StoreMetrics } from './store.metrics.js';
import type { StoreName } from './store-unavailable.error.js';

export type { StoreStatus } from './store.guard.js';

export interface StoreOptions {
  registry: Registry;
  /** What to check when the store should be up but is not; ends the line that logs an outage. */
  remedy: string;
}

/**
 * One of the stores as the rest of the service sees it: up while each of its guards lets calls through. Logs an outage
 * once and the recovery once, however many guards notice, and exposes the store's metrics.
 *
 * Emits `change` when the store goes up or down, with whether it is up.
 */
export class Store extends EventEmitter<{ change: [up: boolean] }> {
  private readonly logger: Logger;
  private readonly metrics: StoreMetrics;
  private readonly remedy: string;
  private readonly guards: StoreGuard[] = [];
  private wasUp = true;
  private lastLogged?: 'up' | 'down';

  constructor(
    readonly name: StoreName,
    { registry, remedy }: StoreOptions,
  ) {
    super();
    this.logger = new Logger(name);
    this.metrics = new StoreMetrics(name, registry);
    this.remedy = remedy;
  }

  /** Adds a guard: one for each part of the store that can fail by itself. */
  guard(options: StoreGuardOptions): StoreGuard {
    const guard = new StoreGuard(this.name, this.metrics, options);
    guard.on('up', () => this.update());
    guard.on('down', (reason) => this.update(reason));
    guard.on('stillDown', (reason) => this.logger.debug(`${this.name} is still down: ${reason}`));
    this.guards.push(guard);
    return guard;
  }

  /** Whether every guard lets calls through. */
  get isUp(): boolean {
    return this.guards.every(({ isUp }) => isUp);
  }

  /** Connects, and returns once each part answered or turned out to be down. Never throws. */
  async start(): Promise<void> {
    await Promise.all(this.guards.map((guard) => guard.start()));
  }

  /** Probes every part now; up only if each answers. */
  async check(): Promise<StoreStatus> {
    const statuses = await Promise.all(this.guards.map((guard) => guard.check()));
    const latencyMs = Math.max(...statuses.map((status) => status.latencyMs));
    const messages = new Set(statuses.flatMap(({ up, message }) => (up ? [] : [message])));
    return messages.size === 0
      ? { up: true, latencyMs }
      : { up: false, latencyMs, message: [...messages].join(', ') };
  }

  /** Stops probing for good; the store neither goes up nor down from then on. */
  stop(): void {
    for (const guard of this.guards) guard.stop();
  }

  private update(reason?: string): void {
    const { isUp } = this;
    this.metrics.up(isUp);
    if (isUp !== this.wasUp) this.emit('change', (this.wasUp = isUp));
    if (reason !== undefined) this.logOnce('down', `: ${reason}; if it should be up, ${this.remedy}`);
    if (isUp) this.logOnce('up');
  }

  private logOnce(state: 'up' | 'down', details = ''): void {
    if (this.lastLogged === state) return;
    this.lastLogged = state;
    this.logger[state === 'up' ? 'log' : 'warn'](`${this.name} is ${state}${details}`);
  }
}
