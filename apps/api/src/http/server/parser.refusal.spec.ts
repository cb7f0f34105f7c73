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
