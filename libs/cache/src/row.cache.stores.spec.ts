import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { StoreUnavailableError } from '@app/stores';
import { type DockerServer, startMemcached } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { failing, openCache, type OpenCache, rowsOf, scrape } from './testing/cache.fixture.js';

Logger.overrideLogger(false);

const unread = failing(new Error('must not be read'));
const down = failing(new StoreUnavailableError('mysql', 'it is known to be down'));
const newNames = (count: number) => Array.from({ length: count }, () => `name-${randomUUID()}`);

const opened: OpenCache[] = [];
/** With a list of names that is never fresh, since each row here comes from a source of its own. */
async function open(...[servers, options]: Parameters<typeof openCache>): Promise<OpenCache> {
  opened.push(await openCache(servers, { unknownTtlS: 0, ...options }));
  return opened.at(-1)!;
}

/** Fills Memcached through one process and waits until all is written. */
async function write(servers: { host: string; port: number }[], names: string[]): Promise<void> {
  const { cache, metrics } = await open(servers);
  await Promise.all(names.map((name) => cache.find(name, rowsOf(...names))));
  await expect.poll(() => metrics.sharedWrites).toEqual({ ok: names.length, error: 0 });
}

async function durationOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

afterEach(() => {
  for (const { close } of opened.splice(0)) close();
});

describe('RowCache over Memcached', () => {
  const servers = [{ host: '127.0.0.1', port: inject('memcachedPort') }];

  it('reads what another process has loaded', async () => {
    const names = [
      ...newNames(20),
      `mr. mime ${randomUUID()}`,
      `flabébé-${randomUUID()}`,
      `nidoran♀${'x'.repeat(300)}`,
    ];
    await write(servers, names);
    const other = await open(servers);
    for (const name of names) expect(await other.cache.find(name, unread)).toEqual({ name, type: 'fuego' });
    expect(other.metrics.shared).toEqual({ hit: names.length, miss: 0, error: 0 });
  });

  it('does not share that a name is unknown', async () => {
    const [name] = newNames(1);
    const first = await open(servers);
    expect(await first.cache.find(name!, rowsOf())).toBeNull();
    const other = await open(servers);
    expect(await other.cache.find(name!, rowsOf(name!))).toEqual({ name, type: 'fuego' });
    expect(first.metrics.sharedWrites).toEqual({ ok: 0, error: 0 });
  });

  it('lets rows go after their time', async () => {
    const [name] = newNames(1);
    const { cache, metrics } = await open(servers, { sharedTtlS: 2 });
    await cache.find(name!, rowsOf(name!));
    await expect.poll(() => metrics.sharedWrites.ok).toBe(1);
    const { shared } = await open(servers);
    expect(await shared.get(name!)).toBeDefined();
    await expect.poll(() => shared.get(name!)).toBeUndefined();
  });

  it('is up', async () => {
    const { memcached } = await open(servers);
    expect(await memcached.check()).toEqual({ up: true, latencyMs: expect.any(Number) });
  });

  it('reports what Memcached says of itself', async () => {
    const { cache_memcached_connections_ratio: ratio, ...counted } = await scrape(await open(servers));
    expect(ratio).toBeGreaterThan(0);
    expect(ratio).toBeLessThan(1);
    expect(counted).toEqual({
      cache_memcached_refused_connections_total: 0,
      cache_memcached_evicted_unread_total: 0,
    });
  });
});

describe('RowCache while Memcached fails', () => {
  let server: DockerServer;

  beforeAll(async () => {
    server = await startMemcached();
  });

  afterAll(() => server.remove());

  it('goes on without waiting when it is killed, and shares rows again when it is back', async () => {
    const { cache, memcached, metrics } = await open([server], { timeoutMs: 100 });
    await cache.find('warm', rowsOf('warm'));
    await server.kill();
    const took = await durationOf(async () => {
      for (const name of newNames(100))
        expect(await cache.find(name, rowsOf(name))).toEqual({ name, type: 'fuego' });
    });
    expect(took).toBeLessThan(1500);
    expect(await memcached.check()).toMatchObject({
      up: false,
      message: expect.stringContaining(`:${server.port} (`),
    });
    await server.restart();
    await vi.waitFor(async () => {
      const before = metrics.sharedWrites.ok;
      const [name] = newNames(1);
      await cache.find(name!, rowsOf(name!));
      await vi.waitFor(() => expect(metrics.sharedWrites.ok).toBe(before + 1), 200);
    }, 5000);
    expect(await memcached.check()).toMatchObject({ up: true });
  });

  it('waits once for the deadline when it is frozen, and shares rows again when it has thawed', async () => {
    const names = newNames(3);
    await write([server], names);
    const { cache, memcached, metrics } = await open([server], { timeoutMs: 100 });
    await server.freeze();
    expect(await durationOf(async () => cache.find(names[0]!, rowsOf(...names)))).toBeLessThan(1000);
    const took = await durationOf(async () => {
      for (const name of newNames(100)) await cache.find(name, rowsOf(name));
    });
    expect(took).toBeLessThan(1500);
    expect(metrics.shared).toEqual({ hit: 0, miss: 0, error: 101 });
    await server.thaw();
    await vi.waitFor(async () => expect(await memcached.check()).toMatchObject({ up: true }), 5000);
    await vi.waitFor(async () => {
      const other = await open([server]);
      for (const name of names) expect(await other.shared.get(name)).toBeDefined();
    }, 5000);
  });

  it('uses rows past their time when the record is down too', async () => {
    const [name] = newNames(1);
    const { cache, metrics } = await open([server], { ttlS: 0.001, timeoutMs: 100 });
    await cache.find(name!, rowsOf(name!));
    await server.freeze();
    const took = await durationOf(async () => {
      for (let call = 0; call < 100; call += 1)
        expect(await cache.find(name!, down)).toEqual({ name, type: 'fuego' });
    });
    await server.thaw();
    expect(took).toBeLessThan(1500);
    expect(metrics.process.stale).toBeGreaterThan(90);
    expect(metrics.process.error).toBe(0);
  });
});

describe('RowCache over two Memcached servers', () => {
  let servers: [DockerServer, DockerServer];

  beforeAll(async () => {
    servers = await Promise.all([startMemcached(), startMemcached()]);
  });

  afterAll(() => Promise.all(servers.map((server) => server.remove())));

  it('spreads rows over both, loses only those of one that dies, and waits for none', async () => {
    const names = newNames(100);
    await write(servers, names);
    const { shared, memcached, registry } = await open(servers, { timeoutMs: 100 });
    const hits = async () => {
      const rows = [];
      for (const name of names) rows.push(await shared.get(name));
      return rows.filter(Boolean).length;
    };
    await vi.waitFor(async () => expect(await hits()).toBe(100), 5000);
    await servers[0].freeze();
    expect(await durationOf(hits)).toBeLessThan(1500);
    await vi.waitFor(async () => expect(await hits()).toBeGreaterThan(20), 5000);
    expect(await hits()).toBeLessThan(80);
    expect(await memcached.check()).toMatchObject({
      up: false,
      message: expect.stringMatching(`^127.0.0.1:${servers[0].port} \\(`),
    });
    expect(await registry.metrics()).toContain('store_up{store="memcached"} 0');
    await servers[0].thaw();
    await vi.waitFor(async () => expect(await hits()).toBe(100), 5000);
    expect(await registry.metrics()).toContain('store_up{store="memcached"} 1');
  });
});
