import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeMemcached, stored } from './testing/fake.memcached.js';
import { openCache, type OpenCache, scrape } from './testing/cache.fixture.js';

Logger.overrideLogger(false);

const mew = { name: 'mew', type: 'psíquico' };
const said = (stats: Record<string, number>) =>
  Object.entries({ pid: 1, max_connections: 100, ...stats })
    .map(([name, value]) => `STAT ${name} ${value}\r\n`)
    .join('') + 'END\r\n';

describe('what two Memcached servers say of themselves', () => {
  let servers: FakeMemcached[];
  let open: OpenCache;

  beforeEach(async () => {
    servers = [
      new FakeMemcached(stored(JSON.stringify(mew))),
      new FakeMemcached(stored(JSON.stringify(mew))),
    ];
    servers[0]!.stats = said({ curr_connections: 20, rejected_connections: 3, evicted_unfetched: 7 });
    servers[1]!.stats = said({ curr_connections: 90, rejected_connections: 0, evicted_unfetched: 5 });
    const ports = await Promise.all(servers.map((server) => server.listen()));
    open = await openCache(
      ports.map((port) => ({ host: '127.0.0.1', port })),
      { timeoutMs: 100 },
    );
  });

  afterEach(() => {
    open.close();
    for (const server of servers) server.close();
  });

  it('is how many connections they have left and refused, and what they dropped unread', async () => {
    expect(await scrape(open)).toEqual({
      cache_memcached_connections_ratio: 0.9,
      cache_memcached_refused_connections_total: 3,
      cache_memcached_evicted_unread_total: 12,
    });
    await scrape(open);
    for (const { received, accepted } of servers)
      expect({ received, accepted }).toEqual({ received: ['version', 'stats', 'stats'], accepted: 1 });
  });

  it.each([
    ['silent', ''],
    ['one that refuses', 'ERROR\r\n'],
    ['one that says nothing', 'END\r\n'],
  ])('is not waited for beyond the deadline by %s, which visitors go on to ask', async (_, stats) => {
    for (const server of servers) server.stats = stats;
    const startedAt = performance.now();
    expect(await scrape(open)).toEqual({});
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await vi.waitFor(async () => expect(await open.shared.get('mew')).toEqual({ value: mew }), 5000);
  });

  it('is not said for them all while one is away', async () => {
    servers[1]!.close();
    expect(await scrape(open)).toEqual({});
  });
});
