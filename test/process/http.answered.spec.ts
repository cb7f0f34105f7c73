import { ServiceProcess } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunked, exchange, get, LAST, lines, visit } from './raw.exchange.js';

let service: ServiceProcess;

beforeAll(async () => {
  service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data' });
  await service.visit('charmander');
});
afterAll(() => service.end('SIGKILL'));

describe('RFC 9112: what is a valid request', () => {
  it.each<[section: string, what: string, bytes: string, ...statuses: number[]]>([
    ['2.2', 'after empty lines', `\r\n\r\n${get()}`, 200],
    ['3.2', 'with an empty Host', lines('GET /version HTTP/1.1', 'Host:'), 200],
    ['3.2', 'with an address and a port as Host', lines('GET /version HTTP/1.1', 'Host: [::1]:80'), 200],
    ['3.2.2', 'of an absolute target', lines('GET http://b/version HTTP/1.1', 'Host: a'), 200],
    ['3.2.2', 'of an absolute target in capitals', lines('GET HTTPS://B/version HTTP/1.1', 'Host: a'), 200],
    ['3.2.2', 'of an absolute target without a path', lines('GET http://b?limit=0 HTTP/1.1', 'Host: a'), 400],
    ['3.2.2', 'of an absolute target, unknown', lines('GET http://b/missingno HTTP/1.1', 'Host: a'), 404],
    [
      '3.2.1',
      'of a path that climbs out of the documentation',
      lines('GET /docs/../../etc/passwd HTTP/1.1', 'Host: a'),
      404,
    ],
    ['3.2.4', 'about the server', lines('OPTIONS * HTTP/1.1', 'Host: a'), 204],
    ['3.2.4', 'of a target that is for OPTIONS alone', lines('GET * HTTP/1.1', 'Host: a'), 404],
    ['5', 'with space around values', lines('GET /version HTTP/1.1', 'Host: \t a \t', 'X:'), 200],
    ['6.1', 'with its coding in capitals', get('Transfer-Encoding: CHUNKED') + '0\r\n\r\n', 200],
    ['6.3', 'with a body of some length', `${get('Content-Length: 3')}abc`, 200],
    ['7.1', 'with a body in chunks', chunked('3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n'), 200],
    ['7.1.1', 'with extensions of chunks', chunked('3;a=b;c="d e"\r\nabc\r\n0;f\r\n\r\n'), 200],
    ['7.1.2', 'with trailers', chunked('3\r\nabc\r\n0\r\nX: y\r\n\r\n'), 200],
    ['9.3', 'in HTTP/1.0 that keeps', lines('GET /version HTTP/1.0', 'Connection: keep-alive'), 200],
    [
      '9.3.2',
      'before others',
      get() + visit() + lines('HEAD /charmander HTTP/1.1', 'Host: a'),
      200,
      200,
      200,
    ],
    [
      '9.3.2',
      'of another method before others',
      `${lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 3')}abc${get()}`,
      405,
      200,
    ],
    [
      'RFC 9110, 10.1.1',
      'that expects 100',
      `${get('Expect: 100-Continue', 'Content-Length: 1')}a`,
      100,
      200,
    ],
    [
      'RFC 9110, 10.1.1',
      'of HTTP/1.0 that expects 100',
      `${lines('GET /version HTTP/1.0', 'Connection: keep-alive', 'Expect: 100-continue', 'Content-Length: 1')}a`,
      200,
    ],
  ])(
    '%s: one %s is answered, and the next one on its connection',
    async (_section, _what, bytes, ...statuses) => {
      const answer = await exchange(service.port, bytes + LAST);
      expect(answer).toMatchObject({ statuses: [...statuses, 200], isClosed: true });
      expect(answer.text.match(/^x-request-id: /gim)).toHaveLength(
        answer.statuses.filter((status) => status !== 100).length,
      );
    },
  );

  it.each([
    ['9.3', 'HTTP/1.0', lines('GET /version HTTP/1.0')],
    ['9.6', 'Connection: close', get('Connection: close')],
  ])('%s: after %s nothing is answered', async (_section, _what, bytes) => {
    const { statuses, text, isClosed } = await exchange(service.port, bytes + get());
    expect({ statuses, isClosed }).toEqual({ statuses: [200], isClosed: true });
    expect(text).toMatch(/^Connection: close$/im);
  });

  it('9.3.2: a refused request is answered after those before it', async () => {
    expect(await exchange(service.port, get() + visit() + visit('Host: b'))).toMatchObject({
      statuses: [200, 200, 400],
      isClosed: true,
    });
  });

  it.each([
    ['an answer', get()],
    ['the number of a visit', visit()],
    ['a file', lines('GET /docs/swagger-ui.css HTTP/1.1', 'Host: a')],
    ['the last of some answers', get() + get()],
    ['the answer to a body', `${get('Content-Length: 3')}abc`],
    ['the answer to an upgrade, which is ignored', get('Connection: upgrade', 'Upgrade: websocket')],
  ])('9.6: a client that closes its side still gets %s', async (_what, bytes) => {
    const { statuses, isClosed } = await exchange(service.port, bytes, { halfClose: true });
    expect({ last: statuses.at(-1), isClosed }).toEqual({ last: 200, isClosed: true });
  });

  it('a client that closes its side follows no counts any more', async () => {
    const bytes = lines('GET /counts/events HTTP/1.1', 'Host: a');
    expect(await exchange(service.port, bytes, { halfClose: true })).toMatchObject({ isClosed: true });
  });

  it('8: a client that closes its side within a request gets 400 or nothing', async () => {
    expect(await exchange(service.port, 'GET /version HTTP/1.1\r\nHo', { halfClose: true })).toMatchObject({
      statuses: [400],
      isClosed: true,
    });
    expect(await exchange(service.port, `${get('Content-Length: 9')}abc`, { halfClose: true })).toMatchObject(
      {
        statuses: [200],
        isClosed: true,
      },
    );
  });
});
