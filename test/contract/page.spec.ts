import { request } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

// By which answers depend on the origin too.
const service = useService({ CORS_ORIGINS: 'https://pokedex.example' });

const ask = (status: number, { path = '/', accept = BROWSER, method = 'GET' } = {}) =>
  request(service.url + path, { method, headers: { Accept: accept }, status });

describe('GET / from a browser', () => {
  it('is a page with all Pokémon, which counts none', async () => {
    const { headers, text } = await ask(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      vary: 'Origin, Accept',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'sha256-/);
    expect(text.match(/<li data-name=/g)).toHaveLength(151);
    expect((await ask(200)).text).toBe(text);
  });

  it('takes the parameters of the list', async () => {
    const { text } = await ask(200, { path: '/?limit=2&after=abra' });
    expect(text.match(/<li data-name=/g)).toHaveLength(2);
    expect(text).toContain('href="/?limit=2&amp;after=alakazam"');
    const { headers } = await ask(400, { path: '/?limit=0' });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('has the same headers for HEAD, and no body', async () => {
    const { headers, text } = await ask(200, { method: 'HEAD' });
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', vary: 'Origin, Accept' });
    expect(text).toBe('');
  });
});

describe('GET / from a program', () => {
  it.each(['*/*', 'application/json', 'image/png', ''])('is JSON for Accept: %s', async (accept) => {
    const { headers, text, body } = await ask(200, { path: '/?limit=1', accept });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      vary: 'Origin, Accept',
    });
    expect(text).toBe(JSON.stringify(body, null, 4));
  });

  it('says on errors too that they depend on Accept', async () => {
    const { headers } = await ask(400, { path: '/?limit=0', accept: '*/*' });
    expect(headers['vary']).toMatch(/Accept/);
  });
});
