import { request, visit } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const service = useService();

const get = (path: string, status = 200) => request(service.url + path, { status });

describe('static routes win over names', () => {
  it.each(['/health', '/healthz', '/health/live', '/health/ready'])(
    '%s is a report of Terminus',
    async (path) => {
      const { body, headers, text } = await get(path);
      expect(headers['cache-control']).toBe('no-store');
      expect(Object.keys(body as object)).toEqual(['status', 'info', 'error', 'details']);
      expect((body as { status: string }).status).toBe('ok');
      expect(text).toBe(JSON.stringify(body, null, 4));
    },
  );

  it('/version tells which build answers', async () => {
    const { body } = await get('/version');
    expect(body).toEqual({
      name: 'minipokedex',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      revision: 'unknown',
      built: 'unknown',
      node: process.version,
    });
  });

  it('/openapi.json is the document that Swagger UI shows', async () => {
    const { body } = await get('/openapi.json');
    expect(body).toMatchObject({
      openapi: expect.stringMatching(/^3\./) as string,
      paths: { '/{name}': {} },
    });
    expect((await get('/docs')).text).toContain('swagger-ui');
    expect((await get('/docs/start.js')).text).toContain('/openapi.json');
    await get('/docs/swagger-ui-bundle.js');
    await get('/docs/nothing-here', 404);
  });

  it.each(['/openapi.json', '/docs', '/docs/start.js', '/docs/swagger-ui-bundle.js'])(
    '%s may be stored, and is revalidated by its tag',
    async (path) => {
      const { headers } = await get(path);
      expect(headers['cache-control']).toMatch(/^no-cache$|^public, max-age=3600$/);
      const known = (tag: string, status: number) =>
        request(service.url + path, { headers: { 'If-None-Match': tag }, status });
      expect(await known(`"other", W/${headers['etag']}`, 304)).toMatchObject({ text: '' });
      expect((await known('"other"', 200)).headers['etag']).toBe(headers['etag']);
    },
  );

  it('the documentation has a policy of its own, a Pokémon whose name begins alike has not', async () => {
    for (const path of ['/docs', '/docs?a=b', '/docs/start.js']) {
      const { headers } = await get(path);
      expect(headers['content-security-policy']).toMatch(/^default-src 'self'/);
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer' });
    }
    const { headers } = await get('/docsis', 404);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(headers).not.toHaveProperty('referrer-policy');
  });

  it('/metrics is on its own port, with route templates for paths', async () => {
    await visit(service.url, 'charmander');
    await get('/missingno', 404);
    await get('/metrics', 404);
    const { text } = await request(`${service.metricsUrl}/metrics`, { status: 200 });
    expect(text).toMatch(
      /^http_request_duration_seconds_count\{method="GET",route="\/:name",status="200"\} \d+$/m,
    );
    expect(text).toMatch(/^minipokedex_build_info\{.*\} 1$/m);
    expect(text).not.toMatch(/route="[^"]*charmander/);
    expect(text).not.toContain('missingno');
  });
});
