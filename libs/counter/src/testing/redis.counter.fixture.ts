import type { CounterSettings, Endpoint, RedisSettings } from '@app/config';
import { type DockerServer, startRedis } from '@app/testing';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { RedisCounter } from '../redis/redis.counter.js';
import { FakeRedis } from './fake.redis.js';

/** Settings that differ from those of the fixture. */
type Changes = Partial<RedisSettings & CounterSettings>;

/** The servers of a file's specs, of which the first is a Redis, and the counter of the spec that runs. */
class CounterFixture<Server extends Endpoint> {
  servers: Server[] = [];
  counter!: RedisCounter;
  registry!: Registry;

  get redis(): Server {
    return this.servers[0]!;
  }

  /** Creates a counter that hasn't looked for Redis yet. */
  create({ whenDown = 'degrade', deliveryMs = 3000, ...changes }: Changes = {}): RedisCounter {
    const { host, port } = this.redis;
    const topology = { kind: 'standalone' as const, endpoint: { host, port }, database: 0 };
    this.registry = new Registry();
    const settings = { topology, timeoutMs: 500, waitReplicas: 0, ...changes };
    return (this.counter = new RedisCounter(settings, { whenDown, deliveryMs }, this.registry));
  }

  /** Starts a counter that knows of no floors. */
  async start(changes?: Changes): Promise<RedisCounter> {
    const counter = this.create(changes);
    await counter.onModuleInit();
    counter.raiseFloors(new Map());
    return counter;
  }

  metric = (name: string) => readMetric(this.registry, name);
}

class RealCounterFixture extends CounterFixture<DockerServer> {
  cli = (...command: string[]) => this.redis.exec('redis-cli', ...command);
}

/** Launches the servers before the specs of a file, and ends each counter after its spec. */
export function useCounter(launch = async () => [await startRedis()]): RealCounterFixture {
  const fixture = new RealCounterFixture();
  beforeAll(async () => void (fixture.servers = await launch()));
  afterEach(() => fixture.counter.onApplicationShutdown());
  afterAll(() => Promise.all(fixture.servers.map((server) => server.remove())));
  return fixture;
}

/** The same over a fake Redis for each spec. */
export function useFakeRedis(): CounterFixture<FakeRedis> {
  const fixture = new CounterFixture<FakeRedis>();
  beforeEach(async () => void (fixture.servers = [await new FakeRedis().listen()]));
  afterEach(async () => {
    fixture.redis.answers = {};
    await fixture.counter.onApplicationShutdown();
    fixture.redis.close();
  });
  return fixture;
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
