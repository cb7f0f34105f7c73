import { hash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, FakeMemcached, found, stored } from './testing/fake.memcached.js';
import { openCache, type OpenCache, rowsOf } from './testing/cache.fixture.js';

Logger.overrideLogger(false);

const mew = { name: 'mew', type: 'psíquico' };

describe('MemcachedTier', () => {
  let server: FakeMemcached;
  let port: number;
  let open: OpenCache;

  beforeEach(async () => {
    server = new FakeMemcached(stored(JSON.stringify(mew)));
    port = await server.listen();
    open = await openCache([{ host: '127.0.0.1', port }]);
  });

  afterEach(() => {
    open.close();
    server.close();
  });

  it('reads the row that stands there', async () => {
    expect(await open.shared.get('mew')).toEqual({ value: mew });
    expect(open.metrics.shared).toEqual({ hit: 1, miss: 0, error: 0 });
  });

  it('writes plain JSON for whole seconds', async () => {
    server.answer = (socket) => socket.write('END\r\n');
    await open.cache.find('flabébé', rowsOf('flabébé'));
    await expect.poll(() => open.metrics.sharedWrites).toEqual({ ok: 1, error: 0 });
    expect(server.received.slice(-2)).toEqual([
      `set v1:pokemon:sha256:${hash('sha256', 'flabébé')} 0 300 35`,
      '{"name":"flabébé","type":"fuego"}',
    ]);
  });

  it.each<[string, Answer]>([
    ['nothing', (socket) => socket.write('END\r\n')],
    ['no JSON', stored('{"name":')],
    ['an empty value', stored('')],
    ['a number', stored('5')],
    ['null', stored('null')],
    ['a list', stored('["mew"]')],
    ['the row of another name', stored('{"name":"abra","type":"psíquico"}')],
    ['a row without a type', stored('{"name":"mew"}')],
    ['a row with a type that is none', stored('{"name":"mew","type":{}}')],
  ])('takes %s for a miss', async (_, answer) => {
    server.answer = answer;
    expect(await open.shared.get('mew')).toBeUndefined();
    expect(open.metrics.shared).toEqual({ hit: 0, miss: 1, error: 0 });
  });

  it.each([
    ['a plain name', 'ho-oh'],
    ['any printable ASCII', "Farfetch'd.~:1"],
    ['up to 200 characters', 'a'.repeat(189)],
  ])('keeps a row under a readable key for %s', async (_, name) => {
    await open.shared.get(name);
    expect(server.received.at(-1)).toBe(`get v1:pokemon:${name}`);
  });

  it.each([
    ['a space', 'mr. mime'],
    ['a line break', 'a\r\nflush_all'],
    ['a letter outside ASCII', 'flabébé'],
    ['the same letter in another form', 'flabe\u0301be\u0301'],
    ['more than Memcached takes', 'a'.repeat(190)],
  ])('keeps a row under a digest of its name for %s', async (_, name) => {
    await open.shared.get(name);
    expect(server.received.at(-1)).toBe(`get v1:pokemon:sha256:${hash('sha256', name)}`);
  });

  it('asks for many rows at the same time over one connection, and gives each to whom it belongs', async () => {
    server.answer = (socket, key) =>
      socket.write(found(key, JSON.stringify({ name: key.slice('v1:pokemon:'.length), type: 'x' })));
    const names = Array.from({ length: 200 }, (_, number) => `name-${number}`);
    const rows = await Promise.all(names.map((name) => open.shared.get(name)));
    expect(rows.map((row) => row?.value.name)).toEqual(names);
    expect(server.sockets.size).toBe(1);
  });

  it('spreads rows over several servers, and all replicas agree on which has what', async () => {
    const servers = [server, new FakeMemcached(server.answer)] as const;
    const endpoints = [port, await servers[1].listen()].map((each) => ({ host: '127.0.0.1', port: each }));
    for (const order of [endpoints, endpoints.toReversed()]) {
      const replica = await openCache(order);
      for (let number = 0; number < 100; number += 1) await replica.shared.get(`name-${number}`);
      replica.close();
    }
    for (const { received } of servers) {
      const asked = received.filter((line) => line.startsWith('get '));
      expect(asked.length).toBeGreaterThan(20);
      expect(asked).toHaveLength(2 * new Set(asked).size);
    }
    servers[1].close();
  });

  it('counts a server that fails as an error', async () => {
    server.answer = (socket) => socket.write('SERVER_ERROR out of memory\r\n');
    await open.shared.get('mew');
    expect(open.metrics.shared).toEqual({ hit: 0, miss: 0, error: 1 });
  });

  it.each([
    ['failed', () => server.close()],
    ['was not stored', () => (server.written = 'NOT_STORED\r\n')],
  ])('counts a write that %s, and throws nothing', async (_, fail) => {
    fail();
    open.shared.set('mew', { value: mew }, 300_000);
    await expect.poll(() => open.metrics.sharedWrites).toEqual({ ok: 0, error: 1 });
  });
});
