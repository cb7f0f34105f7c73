import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RawConnection } from '@app/testing';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DrainingServer } from './draining.server.js';
import { fastifyOptions } from './fastify.options.js';

let server: FastifyInstance;
/** Answers to /held, which a test finishes itself. */
let held: ServerResponse[];

beforeEach(async () => {
  held = [];
  server = fastify(fastifyOptions);
  (server.server as DrainingServer).offerFirst(
    ({ url }, response) => url === '/held' && held.push(response) > 0,
  );
  await server.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => server.close());

const port = () => (server.server.address() as AddressInfo).port;
const send = (bytes: string) => RawConnection.exchange(port(), bytes);

describe('what Node refuses before the framework sees it', () => {
  it.each([
    ['bytes that are not HTTP', 'hello\r\n\r\n', 400],
    ['a method that HTTP does not know', 'FETCH / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['HTTP/2 without an upgrade', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['two lengths', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a path of 64 KB', `GET /${'x'.repeat(65_536)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['headers of 64 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`, 431],
    ['an expectation it can not meet', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n', 417],
  ])(
    '%s gets the envelope, the headers of every answer and a closed connection',
    async (_what, bytes, status) => {
      const answer = await send(bytes);
      expect(answer.status).toBe(status);
      expect(answer.head).toMatch(/^X-Request-Id: [0-9a-f-]{36}$/im);
      expect(answer.head).toMatch(/^Content-Type: application\/json; charset=utf-8$/im);
      expect(answer.head).toMatch(/^Cache-Control: no-store$/im);
      expect(answer.head).toMatch(/^X-Content-Type-Options: nosniff$/im);
      expect(answer.head).toMatch(/^Content-Security-Policy: default-src 'none'; frame-ancestors 'none'$/im);
      expect(answer.head).toMatch(/^Connection: close$/im);
      expect(JSON.parse(answer.body)).toEqual({
        statusCode: status,
        error: { type: 'BAD_REQUEST', description: expect.any(String) as string },
      });
    },
  );

  it('repeats the request id of a caller with an expectation it can not meet', async () => {
    const answer = await send('GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\nExpect: tea\r\n\r\n');
    expect(answer.head).toMatch(/^X-Request-Id: mine$/im);
  });

  it('is answered once, after the requests that came before it on the connection', async () => {
    const connection = await RawConnection.open(port());
    void connection.send('GET /held HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n');
    await expect.poll(() => held.length).toBe(1);
    await connection.send('hello\r\n\r\n');
    held[0]!.end('first');
    expect(await connection.closedWithin(5000)).toBe(true);
    const statuses = [...connection.received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(['200', '400']);
  });
});
