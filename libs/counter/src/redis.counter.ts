import type { RedisSettings } from '@app/config';
import { StoreGuard, type StoreMetrics, type StoreStatus } from '@app/observability';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Counter } from './counter.js';
import { createRedisClient, type RedisClient } from './redis.client.js';

/** The hash that holds the count of each name. */
const COUNTS_KEY = 'minipokedex:counts';

/** Counts in Redis, one `HINCRBY` a visit. */
export class RedisCounter extends Counter implements OnModuleInit, OnApplicationShutdown {
  readonly embedded = false;
  private readonly logger = new Logger(RedisCounter.name);
  private readonly client: RedisClient;
  private readonly guard: StoreGuard;

  constructor(settings: RedisSettings, metrics: StoreMetrics) {
    super();
    this.client = createRedisClient(settings);
    // The guard tells of outages; without a listener ioredis would print each failed attempt to connect.
    this.client.on('error', (error: Error) => this.logger.debug(error.message));
    this.guard = new StoreGuard({
      store: 'redis',
      deadlineMs: settings.timeoutMs,
      probe: () => this.ping(),
      metrics,
    });
  }

  async onModuleInit(): Promise<void> {
    await this.guard.start();
  }

  visit(name: string): Promise<number> {
    return this.guard.run(() => this.client.hincrby(COUNTS_KEY, name, 1));
  }

  async counts(): Promise<ReadonlyMap<string, number>> {
    const counts = await this.guard.run(() => this.client.hgetall(COUNTS_KEY));
    return new Map(Object.entries(counts).map(([name, count]) => [name, Number(count)]));
  }

  check(): Promise<StoreStatus> {
    return this.guard.check();
  }

  onApplicationShutdown(): void {
    this.guard.stop();
    this.client.disconnect();
  }

  private async ping(): Promise<void> {
    if (this.client.status === 'wait') await this.client.connect();
    await this.client.ping();
  }
}
