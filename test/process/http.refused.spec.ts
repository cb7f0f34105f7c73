import { ServiceProcess } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunked, exchange, LAST, lines, visit } from './raw.exchange.js';

let service: ServiceProcess;
let visits: number;

beforeAll(async () => {
  service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data' });
  visits = await service.visit('charmander');
});
afterAll(() => service.end('SIGKILL'));

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
      const { statuses, text, isClosed } = await exchange(service.port, bytes + LAST);
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
    expect(await exchange(service.port, bytes)).toEqual({ statuses: [], text: '', isClosed: true });
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
    expect(await exchange(service.port, chunked(body) + LAST)).toMatchObject({
      statuses: [200],
      isClosed: true,
    });
  });
});
