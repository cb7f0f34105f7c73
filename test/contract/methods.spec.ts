import { sendRaw } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startProfile } from '../../apps/api/src/testing/running-service.js';
import { ask } from './asking.js';

let service: RunningService;

beforeAll(async () => {
  service = await startProfile({ CORS_ORIGINS: 'https://pokedex.example' });
});
afterAll(() => service.close());

describe('methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'LOCK', 'QUERY', 'REPORT'])(
    '%s is not allowed on any path',
    async (method) => {
      for (const path of ['/charmander', '/', '/a/b', '/health', '/%ff', '/docs']) {
        const { status, head, body } = await sendRaw(
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
    await ask(service, 'post', '/charmander')
      .set('Content-Type', type)
      .send(body)
      .expect(405)
      .expect('Allow', 'GET, HEAD, OPTIONS');
  });

  it.each(['/charmander', '/', '/a/b', '/%ff', '/health', '/docs'])(
    'OPTIONS %s tells what is allowed',
    async (path) => {
      const response = await ask(service, 'options', path).expect(204).expect('Allow', 'GET, HEAD, OPTIONS');
      expect(response.text).toBe('');
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('lets a configured origin read, and no other', async () => {
    const preflight = await ask(service, 'options', '/charmander')
      .set('Origin', 'https://pokedex.example')
      .set('Access-Control-Request-Method', 'GET')
      .expect(204)
      .expect('Allow', 'GET, HEAD, OPTIONS');
    expect(preflight.headers['access-control-allow-origin']).toBe('https://pokedex.example');
    await ask(service, 'get', '/')
      .set('Origin', 'https://pokedex.example')
      .expect('Access-Control-Allow-Origin', 'https://pokedex.example');
    for (const method of ['get', 'options'] as const) {
      const other = await ask(service, method, '/').set('Origin', 'https://evil.example');
      expect(other.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});
