import { RawConnection, request } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const service = useService({ CORS_ORIGINS: 'https://pokedex.example' });

/** Sends a request as a script of that origin does. */
const asOrigin = (origin: string, method: string, path = '/') =>
  request(service.url + path, {
    method,
    headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
  });

describe('methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'LOCK', 'QUERY', 'REPORT'])(
    '%s is not allowed on any path',
    async (method) => {
      for (const path of ['/charmander', '/', '/a/b', '/health', '/%ff', '/docs']) {
        const { status, head, body } = await RawConnection.exchange(
          service.port,
          `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
        );
        expect([path, status]).toEqual([path, 405]);
        expect(head).toMatch(/^Allow: GET, HEAD, OPTIONS$/im);
        expect(JSON.parse(body)).toMatchObject({ statusCode: 405, error: { type: 'NOT_ALLOWED' } });
      }
    },
  );

  it.each([
    ['JSON', 'application/json', '{"a":1}'],
    ['broken JSON', 'application/json', '{'],
    ['an unknown type', 'application/x-tea', 'tea'],
    ['two megabytes', 'application/json', '1'.repeat(2_000_000)],
  ])('POST is not allowed, whatever its body: %s', async (_what, type, body) => {
    const post = { method: 'POST', headers: { 'Content-Type': type }, body, status: 405 };
    const { headers } = await request(`${service.url}/charmander`, post);
    expect(headers['allow']).toBe('GET, HEAD, OPTIONS');
  });

  it.each(['/charmander', '/', '/a/b', '/%ff', '/health', '/docs'])(
    'OPTIONS %s tells what is allowed',
    async (path) => {
      const { headers, text } = await request(service.url + path, { method: 'OPTIONS', status: 204 });
      expect(headers['allow']).toBe('GET, HEAD, OPTIONS');
      expect(text).toBe('');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('lets a configured origin read, and no other', async () => {
    const preflight = await asOrigin('https://pokedex.example', 'OPTIONS', '/charmander');
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        allow: 'GET, HEAD, OPTIONS',
        'access-control-allow-origin': 'https://pokedex.example',
      },
    });
    const { headers } = await asOrigin('https://pokedex.example', 'GET');
    expect(headers['access-control-allow-origin']).toBe('https://pokedex.example');
    for (const method of ['GET', 'OPTIONS']) {
      const other = await asOrigin('https://evil.example', method);
      expect(other.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

describe('X-Request-Id', () => {
  it.each(['/charmander', '/missingno', '/%00', '/%ff', '/a/b', '/health/live'])(
    'is repeated on %s if it is harmless',
    async (path) => {
      const { headers } = await request(service.url + path, { headers: { 'X-Request-Id': 'trace_1.2-3' } });
      expect(headers['x-request-id']).toBe('trace_1.2-3');
    },
  );

  it.each(['has space', 'x'.repeat(129), '<script>'])('is replaced where it is %j', async (id) => {
    const { headers } = await request(`${service.url}/version`, { headers: { 'X-Request-Id': id } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });
});
