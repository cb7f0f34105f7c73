import { RawConnection, request, visit as visitAt } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const service = useService();

const get = (path: string, status: number) => request(service.url + path, { status });
const head = (path: string, status: number) => request(service.url + path, { method: 'HEAD', status });
const visit = (name: string) => visitAt(service.url, name);

/** A GET of a target that is sent as it is. */
const getBytes = (target: string | Buffer) =>
  RawConnection.exchange(
    service.port,
    `GET ${Buffer.from(target as Buffer).toString('latin1')} HTTP/1.1\r\nHost: a\r\nX-Request-Id: raw\r\n\r\n`,
  );

describe('GET /:name', () => {
  it('answers the sample byte for byte', async () => {
    const response = await get('/charmander', 200);
    expect(response.text).toBe(`{
    "statusCode": 200,
    "data": {
        "name": "charmander",
        "type": "fuego",
        "count": 1
    }
}`);
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers).not.toHaveProperty('x-degraded');
  });

  it('counts each visit once, each name by itself', async () => {
    expect([await visit('squirtle'), await visit('squirtle'), await visit('bulbasaur')]).toEqual([1, 2, 1]);
  });

  it('counts on, whether a visit takes the fast path or its route', async () => {
    const first = await visit('mew');
    const numbers = [];
    for (const name of ['MEW', 'mew', 'mew', 'Mew']) numbers.push(await visit(name));
    expect(numbers).toEqual([first + 1, first + 2, first + 3, first + 4]);
  });

  it('gives simultaneous visits numbers of their own', async () => {
    const numbers = await Promise.all(Array.from({ length: 40 }, () => visit('eevee')));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it.each([
    ['/CHARMELEON', 'charmeleon'],
    ['/%63harmeleon', 'charmeleon'],
    ['/Mr-Mime', 'mr-mime'],
    ['/nidoran-f?any=query', 'nidoran-f'],
  ])('finds %s', async (path, name) => {
    const { body } = await get(path, 200);
    expect(body).toMatchObject({ data: { name } });
  });

  it('takes raw bytes over 127 as UTF-8', async () => {
    const unknown = await getBytes('/charmánder');
    expect(unknown.status).toBe(404);
    expect(unknown.head).toMatch(/^x-request-id: raw$/im);
    expect(JSON.parse(unknown.body)).toMatchObject({
      error: { description: 'No Pokémon is named charmánder.' },
    });
    expect(JSON.parse((await getBytes('/CHARMELEON?é')).body)).toMatchObject({
      data: { name: 'charmeleon' },
    });
    expect((await getBytes('/🔥')).status).toBe(400);
    expect((await getBytes(Buffer.of(0x2f, 0xff))).status).toBe(400);
    expect((await getBytes(Buffer.from('/á b'))).status).toBe(400);
  });

  it('counts no visit twice that was followed by raw bytes in the same packet', async () => {
    const first = await visit('onix');
    const requests = ['/onix', '/charmánder'].map((path) => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`);
    await RawConnection.exchange(service.port, requests.join(''));
    expect(await visit('onix')).toBe(first + 2);
  });

  it.each([
    '/missingno',
    '/charm%C3%A1nder',
    '/charmander%20',
    '/a/b',
    '/charmander/',
    '//',
    '/HEALTH',
    '/health/',
    '/version/x',
  ])('answers %s with 404', async (path) => {
    const response = await get(path, 404);
    expect(response.body).toEqual({
      statusCode: 404,
      error: { type: 'RESOURCE_NOT_FOUND', description: expect.any(String) as string },
    });
    expect(response.text).toBe(JSON.stringify(response.body, null, 4));
  });

  it.each([
    '/%00',
    '/..%2f..%2fetc%2fpasswd',
    '/%ff',
    '/%e9',
    '/%',
    '/%zz',
    `/${'x'.repeat(33)}`,
    `/${'x'.repeat(8000)}`,
    '/-charmander',
    '/charmander%0d%0aX-Evil:1',
    '/%F0%9F%94%A5',
  ])('answers %s with 400', async (path) => {
    const response = await get(path, 400);
    expect(response.body).toEqual({
      statusCode: 400,
      error: { type: 'BAD_REQUEST', description: expect.any(String) as string },
    });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('HEAD /:name', () => {
  it('has the status and headers of GET without a body, and does not count', async () => {
    const before = await visit('pikachu');
    const response = await head('/pikachu', 200);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.headers).not.toHaveProperty('content-length');
    expect(response.headers).not.toHaveProperty('transfer-encoding');
    expect(response.text).toBe('');
    expect(await visit('pikachu')).toBe(before + 1);
  });

  it.each([
    ['/missingno', 404],
    ['/%00', 400],
    ['/%ff', 400],
    ['/a/b', 404],
  ])('answers %s with %i and no body', async (path, status) => {
    const response = await head(path, status);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.headers).not.toHaveProperty('content-length');
  });
});
