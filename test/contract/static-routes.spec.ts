import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startProfile } from '../../apps/api/src/testing/running-service.js';
import { ask, visit } from './asking.js';

let service: RunningService;

beforeAll(async () => {
  service = await startProfile({});
});
afterAll(() => service.close());

describe('static routes win over names', () => {
  it.each(['/health', '/healthz', '/health/live', '/health/ready'])(
    '%s is a report of Terminus',
    async (path) => {
      const { body, text } = await ask(service, 'get', path).expect(200).expect('Cache-Control', 'no-store');
      expect(Object.keys(body as object)).toEqual(['status', 'info', 'error', 'details']);
      expect((body as { status: string }).status).toBe('ok');
      expect(text).toBe(JSON.stringify(body, null, 4));
    },
  );

  it('/version tells which build answers', async () => {
    const { body } = await ask(service, 'get', '/version').expect(200);
    expect(body).toEqual({
      name: 'minipokedex',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      revision: 'unknown',
      built: 'unknown',
      node: process.version,
    });
  });

  it('/openapi.json is the document that Swagger UI shows', async () => {
    const { body } = await ask(service, 'get', '/openapi.json').expect(200);
    expect(body).toMatchObject({
      openapi: expect.stringMatching(/^3\./) as string,
      paths: { '/{name}': {} },
    });
    expect((await ask(service, 'get', '/docs').expect(200)).text).toContain('swagger-ui');
    expect((await ask(service, 'get', '/docs/start.js').expect(200)).text).toContain('/openapi.json');
    await ask(service, 'get', '/docs/swagger-ui-bundle.js').expect(200);
    await ask(service, 'get', '/docs/nothing-here').expect(404);
  });

  it('/metrics is on its own port, with route templates for paths', async () => {
    await visit(service, 'charmander');
    await ask(service, 'get', '/missingno').expect(404);
    await ask(service, 'get', '/metrics').expect(404);
    const { text } = await supertest(service.metricsUrl).get('/metrics').expect(200);
    expect(text).toMatch(
      /^http_request_duration_seconds_count\{method="GET",route="\/:name",status="200"\} \d+$/m,
    );
    expect(text).toMatch(/^minipokedex_build_info\{.*\} 1$/m);
    expect(text).not.toMatch(/route="[^"]*charmander/);
    expect(text).not.toContain('missingno');
  });
});
