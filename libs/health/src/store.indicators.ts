import { Memcached } from '@app/cache';
import { COUNTER_SETTINGS, type CounterSettings } from '@app/config';
import { Counter } from '@app/counter';
import { Database } from '@app/persistence';
import type { StoreStatus } from '@app/stores';
import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

/** What the loss of a store means for visitors: some get no answer, or all get one that has less in it or comes later. */
type Loss = 'down' | 'degraded';

/** The parts of the full health report: each store, under its own name unless it is embedded. */
@Injectable()
export class StoreIndicators {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly counter: Counter,
    @Inject(COUNTER_SETTINGS) private readonly settings: CounterSettings,
    @Inject(Memcached) private readonly memcached?: Memcached,
  ) {}

  /** The catalogue: without it names that are not cached get 503. */
  async catalogue(): Promise<HealthIndicatorResult> {
    return this.report(
      this.database.embedded ? 'embedded-database' : 'mysql',
      await this.database.check(),
      'down',
    );
  }

  /** The counts: without them visitors get no number, or 503 under `COUNTER_WHEN_DOWN=reject`. */
  async counts(): Promise<HealthIndicatorResult> {
    return this.report(
      this.counter.embedded ? 'embedded-counter' : 'redis',
      await this.counter.check(),
      this.settings.whenDown === 'reject' ? 'down' : 'degraded',
    );
  }

  /** The shared cache, if there is one: without it rows come from MySQL. */
  async sharedCache(): Promise<HealthIndicatorResult> {
    return this.memcached ? this.report('memcached', await this.memcached.check(), 'degraded') : {};
  }

  private report(key: string, { up, latencyMs }: StoreStatus, loss: Loss): HealthIndicatorResult {
    const indicator = this.indicators.check(key);
    if (up) return indicator.up({ latencyMs });
    return loss === 'down' ? indicator.down({ latencyMs }) : indicator.degraded({ latencyMs });
  }
}
