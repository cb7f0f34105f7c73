import { RawConnection, ServiceProcess } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let service: ServiceProcess;
let visits: number;

beforeAll(async () => {
  service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data' });
  visits = await service.visit('charmander');
});
afterAll(() => service.end('SIGKILL'));

/** A request in lines. */
const lines = (...all: string[]) => [...all, '', ''].join('\r\n');
/** A visit that the fast path takes, were it not for these fields. */
const visit = (...fields: string[]) => lines('GET /charmander HTTP/1.1', 'Host: a', ...fields);
const get = (...fields: string[]) => lines('GET /version HTTP/1.1', 'Host: a', ...fields);
const chunked = (body: string) => get('Transfer-Encoding: chunked') + body;

/** Of another request, whose answer is the last on its connection. */
const LAST = lines('GET /health/live HTTP/1.1', 'Host: a', 'Connection: close');

interface Exchange {
  statuses: number[];
  /** What came back after the first status line. */
  text: string;
  isClosed: boolean;
}

/** Sends bytes, and this side's end if wanted, and reads until the service closes or is silent. */
async function exchange(bytes: string, { halfClose = false } = {}): Promise<Exchange> {
  const connection = await RawConnection.open(service.port);
  if (halfClose) connection.end(bytes);
  else await connection.send(bytes);
  const isClosed = await connection.closedWithin(2000);
  const text = connection.received;
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { statuses, text, isClosed };
}

describe('RFC 9112: what is no valid request', () => {
  it.each<[section: string, what: string, bytes: string, status?: number]>([
    ['2.2', 'lines that end with LF alone', 'GET /charmander HTTP/1.1\nHost: a\n\n'],
    ['2.2', 'a field that ends with LF alone', 'GET /charmander HTTP/1.1\r\nHost: a\nX: b\r\n\r\n'],
    ['2.2', 'CR alone within a field', visit('X: b\rc')],
    ['2.2', 'CR alone after the request line', 'GET /charmander HTTP/1.1\rHost: a\r\n\r\n'],
    ['2.2', 'a space before the first field', lines('GET /charmander HTTP/1.1', ' X: b', 'Host: a')],
    ['2.3', 'HTTP/2.0', lines('GET /charmander HTTP/2.0', 'Host: a')],
    ['2.3', 'HTTP/0.9', lines('GET /charmander HTTP/0.9', 'Host: a')],
    ['2.3', 'a version in lower case', lines('GET /charmander http/1.1', 'Host: a')],
    ['2.3', 'a version of letters', lines('GET /charmander HTTP/1.x', 'Host: a')],
    ['3', 'bytes that are not HTTP', 'hello\r\n\r\n'],
    ['3', 'the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['3', 'a request line without a version', lines('GET /charmander', 'Host: a')],
    ['3', 'a request line alone', 'GET /charmander\r\n\r\n'],
    ['3', 'a space after the version', lines('GET /charmander HTTP/1.1 ', 'Host: a')],
    ['3', 'tabs in the request line', lines('GET\t/charmander\tHTTP/1.1', 'Host: a')],
    ['3', 'a target of 64 KB', lines(`GET /${'x'.repeat(65_536)} HTTP/1.1`, 'Host: a'), 414],
    ['3.1', 'a method that HTTP does not know', lines('FETCH /charmander HTTP/1.1', 'Host: a')],
    ['3.1', 'a method in lower case', lines('get /charmander HTTP/1.1', 'Host: a')],
    ['3.2', 'a space in the target', lines('GET /char mander HTTP/1.1', 'Host: a')],
    ['3.2', 'no Host', lines('GET /charmander HTTP/1.1')],
    ['3.2', 'two Hosts', visit('Host: b')],
    ['3.2', 'the same Host twice', visit('Host: a')],
    ['3.2', 'an empty Host beside another', visit('Host:')],
    ['3.2', 'two Hosts in HTTP/1.0', lines('GET /charmander HTTP/1.0', 'Host: a', 'Host: b')],
    ['3.2', 'a Host with a space', lines('GET /charmander HTTP/1.1', 'Host: a b')],
    ['3.2', 'a Host with a path', lines('GET /charmander HTTP/1.1', 'Host: a/b')],
    ['3.2', 'a Host with a user', lines('GET /charmander HTTP/1.1', 'Host: u@a')],
    ['3.2', 'a Host with a port of letters', lines('GET /charmander HTTP/1.1', 'Host: a:http')],
    ['3.2', 'a Host with a broken address', lines('GET /charmander HTTP/1.1', 'Host: [::1')],
    ['3.2.1', 'a target without its slash', lines('GET charmander HTTP/1.1', 'Host: a')],
    ['3.2.2', 'an absolute target without Host', lines('GET http://a/charmander HTTP/1.1')],
    ['3.2.3', 'an authority for another method than CONNECT', lines('GET a:80 HTTP/1.1', 'Host: a')],
    ['5', 'a field without a colon', visit('X')],
    ['5', 'a field without a name', visit(': b')],
    ['5', 'a control character in a name', visit('X\x01: b')],
    ['5', 'a NUL in a value', visit('X: b\0c')],
    ['5', 'fields of 64 KB', visit(`X: ${'x'.repeat(65_536)}`), 431],
    ['5.1', 'a space before the colon', visit('X : b')],
    ['5.2', 'a folded field', visit('X: b', ' c')],
    ['6.1', 'an empty Transfer-Encoding', visit('Transfer-Encoding:')],
    ['6.1', 'a coding that is not known', visit('Transfer-Encoding: xchunked')],
    ['6.1', 'a coding that is not known before chunked', visit('Transfer-Encoding: gzip, chunked')],
    ['6.1', 'the coding identity, which is obsolete', visit('Transfer-Encoding: identity')],
    ['6.1', 'chunked that is not the last', visit('Transfer-Encoding: chunked, gzip')],
    ['6.1', 'chunked twice', visit('Transfer-Encoding: chunked, chunked')],
    ['6.1', 'chunked in two fields', visit('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')],
    ['6.1', 'a vertical tab before chunked', visit('Transfer-Encoding: \vchunked')],
    ['6.1', 'chunked in HTTP/1.0', lines('GET /charmander HTTP/1.0', 'Transfer-Encoding: chunked')],
    ['6.3', 'both lengths', visit('Content-Length: 5', 'Transfer-Encoding: chunked')],
    ['6.3', 'two Content-Lengths', visit('Content-Length: 1', 'Content-Length: 2')],
    ['6.3', 'a list of Content-Lengths', visit('Content-Length: 1, 2')],
    ['6.3', 'an empty Content-Length', visit('Content-Length:')],
    ['6.3', 'a negative Content-Length', visit('Content-Length: -1')],
    ['6.3', 'a signed Content-Length', visit('Content-Length: +1')],
    ['6.3', 'a hexadecimal Content-Length', visit('Content-Length: 0x1')],
    ['6.3', 'two numbers as Content-Length', visit('Content-Length: 1 1')],
    ['6.3', 'a Content-Length over 64 bits', visit('Content-Length: 99999999999999999999')],
    ['RFC 9110, 10.1.1', 'an expectation that can not be met', visit('Expect: tea'), 417],
  ])(
    '%s: %s is refused in the envelope, and ends the connection',
    async (_section, _what, bytes, status = 400) => {
      const { statuses, text, isClosed } = await exchange(bytes + LAST);
      expect({ statuses, isClosed }).toEqual({ statuses: [status], isClosed: true });
      const [head, body] = text.split('\r\n\r\n');
      for (const field of [
        /^X-Request-Id: [0-9a-f-]{36}$/im,
        /^Content-Type: application\/json; charset=utf-8$/im,
        /^Cache-Control: no-store$/im,
        /^X-Content-Type-Options: nosniff$/im,
        /^Content-Security-Policy: default-src 'none'; frame-ancestors 'none'$/im,
        /^Connection: close$/im,
      ])
        expect(head).toMatch(field);
      expect(JSON.parse(body!)).toEqual({
        statusCode: status,
        error: { type: 'BAD_REQUEST', description: expect.any(String) as string },
      });
    },
  );

  it('3.2.3: CONNECT ends the connection', async () => {
    const bytes = lines('CONNECT a:80 HTTP/1.1', 'Host: a:80');
    expect(await exchange(bytes)).toEqual({ statuses: [], text: '', isClosed: true });
  });

  it('counts no visit', async () => {
    expect(await service.visit('charmander')).toBe(visits + 1);
  });

  it.each([
    ['7.1', 'a size that is no number', 'xyz\r\nabc\r\n0\r\n\r\n'],
    ['7.1', 'a negative size', '-1\r\nabc\r\n0\r\n\r\n'],
    ['7.1', 'a size with 0x', '0x3\r\nabc\r\n0\r\n\r\n'],
    ['7.1', 'a size over 64 bits', 'fffffffffffffffff\r\nabc\r\n0\r\n\r\n'],
    ['7.1', 'data longer than its size', '3\r\nabcd\r\n0\r\n\r\n'],
    ['7.1', 'a size that ends with LF alone', '3\nabc\n0\n\n'],
    ['7.1.1', 'an extension that ends with LF alone', '3;a\nabc\r\n0\r\n\r\n'],
    ['7.1.1', 'an extension of 20 KB', `3;${'a'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`],
    ['7.1.2', 'a trailer without a colon', '0\r\nX y\r\n\r\n'],
    ['7.1.2', 'a length in a trailer', '0\r\nContent-Length: 5\r\n\r\n'],
    ['7.1.2', 'a coding in a trailer', '0\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ])('%s: %s in a body ends the connection, without a second answer', async (_section, _what, body) => {
    expect(await exchange(chunked(body) + LAST)).toMatchObject({ statuses: [200], isClosed: true });
  });
});

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
      const answer = await exchange(bytes + LAST);
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
    const { statuses, text, isClosed } = await exchange(bytes + get());
    expect({ statuses, isClosed }).toEqual({ statuses: [200], isClosed: true });
    expect(text).toMatch(/^Connection: close$/im);
  });

  it('9.3.2: a refused request is answered after those before it', async () => {
    expect(await exchange(get() + visit() + visit('Host: b'))).toMatchObject({
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
    const { statuses, isClosed } = await exchange(bytes, { halfClose: true });
    expect({ last: statuses.at(-1), isClosed }).toEqual({ last: 200, isClosed: true });
  });

  it('a client that closes its side follows no counts any more', async () => {
    const bytes = lines('GET /counts/events HTTP/1.1', 'Host: a');
    expect(await exchange(bytes, { halfClose: true })).toMatchObject({ isClosed: true });
  });

  it('8: a client that closes its side within a request gets 400 or nothing', async () => {
    expect(await exchange('GET /version HTTP/1.1\r\nHo', { halfClose: true })).toMatchObject({
      statuses: [400],
      isClosed: true,
    });
    expect(await exchange(`${get('Content-Length: 9')}abc`, { halfClose: true })).toMatchObject({
      statuses: [200],
      isClosed: true,
    });
  });
});
