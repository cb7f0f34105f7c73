import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, babble, FakeMemcached, found, stored } from './testing/fake.memcached.js';
import { openCache, type OpenCache } from './testing/cache.fixture.js';

Logger.overrideLogger(false);

const mew = { name: 'mew', type: 'psíquico' };
const sane = stored(JSON.stringify(mew));

describe('a Memcached server that answers garbage', () => {
  let server: FakeMemcached;
  let open: OpenCache;

  beforeEach(async () => {
    server = new FakeMemcached(sane);
    open = await openCache([{ host: '127.0.0.1', port: await server.listen() }], { timeoutMs: 100 });
  });

  afterEach(() => {
    open.close();
    server.close();
  });

  it.each<[string, Answer]>([
    ['nothing', () => {}],
    ['random bytes', (socket) => socket.write(Buffer.from([255, 0, 13, 10, 3, 200, 13, 10]))],
    ['half a line', (socket) => socket.write('VALUE v1:pokemon:me')],
    ['a line without an end', babble],
    ['a size that is none', (socket, key) => socket.write(`VALUE ${key} 0 many\r\n{}\r\nEND\r\n`)],
    [
      'a size beyond all bounds',
      (socket, key) => socket.write(`VALUE ${key} 0 99999999999\r\n{}\r\nEND\r\n`),
    ],
    ['a size too small', (socket, key) => socket.write(`VALUE ${key} 0 1\r\n{"a":1}\r\nEND\r\n`)],
    ['the value of another key', (socket) => socket.write(found('v1:pokemon:abra', JSON.stringify(mew)))],
    ['an error', (socket) => socket.write('SERVER_ERROR out of memory\r\n')],
    ['the answers to other commands', (socket) => socket.write('STORED\r\n5\r\nVERSION x\r\n')],
    ['the end of the connection', (socket) => socket.destroy()],
    ['the end of the connection within a value', (socket, key) => socket.end(`VALUE ${key} 0 100\r\n{"na`)],
  ])('is a miss within the deadline if it sends %s, and is used again once it is well', async (_, answer) => {
    server.answer = answer;
    const startedAt = performance.now();
    await expect(open.shared.get('mew')).resolves.toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(1500);
    server.answer = sane;
    await vi.waitFor(async () => expect(await open.shared.get('mew')).toEqual({ value: mew }), 5000);
    await expect.poll(() => server.sockets.size).toBe(1);
  });

  it('never gives a caller the row of another, however many ask over the one connection', async () => {
    server.answer = (socket, key) => {
      const row = { name: key.slice('v1:pokemon:'.length), type: 'x' };
      setTimeout(() => socket.write(found(key, JSON.stringify(row))), row.name === 'late' ? 300 : 0);
    };
    const late = open.shared.get('late');
    const names = Array.from({ length: 200 }, (_, number) => `name-${number}`);
    const rows = await Promise.all(names.map((name) => open.shared.get(name)));
    expect(await late).toBeUndefined();
    for (const [index, row] of rows.entries()) expect([undefined, names[index]]).toContain(row?.value.name);
    await vi.waitFor(async () => expect((await open.shared.get('after'))?.value.name).toBe('after'), 5000);
  });

  it('loses a connection over which it sends unsolicited data', async () => {
    await open.shared.get('mew');
    for (const socket of server.sockets) babble(socket, '');
    await expect.poll(() => server.sockets.size).toBe(0);
    await vi.waitFor(async () => expect(await open.shared.get('mew')).toEqual({ value: mew }), 5000);
  });

  it('is not waited for again once it was found silent, and keeps no connections open', async () => {
    server.answer = () => {};
    server.version = '';
    await open.shared.get('mew');
    const startedAt = performance.now();
    for (let call = 0; call < 100; call += 1) expect(await open.shared.get('mew')).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(1500);
    expect(open.metrics.shared.error).toBe(101);
    await vi.waitFor(
      () => expect(server.received.filter((line) => line === 'version').length).toBeGreaterThan(3),
      5000,
    );
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  it('is pinged at the start, and later over the connection that it has already', async () => {
    expect(server.received).toEqual(['version']);
    for (let check = 0; check < 20; check += 1)
      expect(await open.memcached.check()).toMatchObject({ up: true });
    expect(server.accepted).toBe(1);
  });

  it('is asked over a new connection, and nothing fails, after it closed one that was idle', async () => {
    for (const socket of server.sockets) socket.end();
    await expect.poll(() => server.sockets.size).toBe(0);
    expect(await open.shared.get('mew')).toEqual({ value: mew });
    expect(open.metrics.shared).toEqual({ hit: 1, miss: 0, error: 0 });
    expect(server.accepted).toBe(2);
  });

  it('is left at the shutdown, and not asked again', async () => {
    open.close();
    await expect.poll(() => server.sockets.size).toBe(0);
    expect(await open.shared.get('mew')).toBeUndefined();
    expect(await open.memcached.check()).toMatchObject({ message: expect.stringContaining('shutting down') });
    expect(server.accepted).toBe(1);
  });

  it('is reported as down, with what it sent, if it does not return its version; no connection stays', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn');
    server.version = `${'x'.repeat(1000)}\r\n`;
    const { message } = await open.memcached.check();
    expect(message).toMatch(/^127\.0\.0\.1:\d+ \(unexpected answer to version: "x{79}\)$/);
    await expect.poll(() => server.sockets.size).toBe(0);
    expect(await open.memcached.check()).toMatchObject({ up: false });
    server.answer = (socket) => socket.write('VALUE other 0 1\r\n1\r\nEND\r\n');
    await open.shared.get('mew');
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^memcached is down: .*unexpected answer to get: \["other"\].*, check the settings MEMCACHED_…$/,
        ),
      ],
    ]);
    warn.mockRestore();
  });
});
