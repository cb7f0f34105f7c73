import type { CounterSettings, RedisSettings } from '@app/config';
import type { DockerServer } from '@app/testing';
import { Registry } from 'prom-client';
import { expect, vi } from 'vitest';
import { RedisCounter } from '../redis/redis.counter.js';

/** A counter over this Redis, that hasn't looked for it yet, and the metrics that it writes. */
export function createCounter(
  { host, port }: DockerServer,
  whenDown: CounterSettings['whenDown'] = 'degrade',
  changes: Partial<RedisSettings> = {},
) {
  const settings = {
    topology: { kind: 'standalone' as const, endpoint: { host, port }, database: 0 },
    timeoutMs: 500,
    waitReplicas: 0,
    ...changes,
  };
  const registry = new Registry();
  return {
    registry,
    counter: new RedisCounter(settings, { whenDown }, registry),
  };
}

/** One that has started, and knows of no floors. */
export async function startCounter(...how: Parameters<typeof createCounter>) {
  const created = createCounter(...how);
  await created.counter.onModuleInit();
  created.counter.raiseFloors(new Map());
  return created;
}

/** A metric as the scrape sees it, by the value of its one label if it has any. */
export async function readMetric(registry: Registry, name: string): Promise<Record<string, number>> {
  const { values } = (await registry.getSingleMetric(name)!.get()) as {
    values: { labels: object; value: number }[];
  };
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels)[0] ?? '', value]));
}

/** Visits until it gets a number; returns how many visits that took. */
export async function visitUntilCounted(counter: RedisCounter, name: string): Promise<number> {
  let visits = 0;
  const visit = async () => {
    visits += 1;
    if ((await counter.visit(name)) === null) throw new Error('not counted yet');
  };
  await vi.waitFor(visit, { timeout: 30_000 });
  return visits;
}

/** Sees the total reach so much, as it does when all that was kept is delivered, and then not go further. */
export async function expectTotal(counter: RedisCounter, name: string, total: number): Promise<void> {
  await vi.waitFor(async () => expect((await counter.counts()).get(name)).toBe(total), { timeout: 5000 });
  expect(await counter.visit(name)).toBe(total + 1);
}
