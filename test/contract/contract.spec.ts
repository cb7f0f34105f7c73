import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startProfile } from '../support/profile.js';
import { sendRaw } from '../support/raw-http.js';

let service: RunningService;

beforeAll(async () => {
  service = await startProfile({ CORS_ORIGINS: 'https://pokedex.example' });
});
afterAll(() => service.close());

const ask = (method: 'get' | 'head' | 'post' | 'options', path: string) =>
  supertest(service.url)[method](path);

/** A GET of a target that is sent as it is. */
const getBytes = (target: string | Buffer) =>
  sendRaw(
    service.port,
    `GET ${Buffer.from(target as Buffer).toString('latin1')} HTTP/1.1\r\nHost: a\r\nX-Request-Id: raw\r\n\r\n`,
  );

interface Page {
  statusCode: number;
  data: { name: string; type: string; count: number }[];
  next: string | null;
}

const list = async (query: string): Promise<Page> =>
  (await ask('get', `/?${query}`).expect(200)).body as Page;

/** The number of the next visit, told by making it. */
async function visit(name: string): Promise<number> {
  const { body } = await ask('get', `/${encodeURIComponent(name)}`).expect(200);
  return (body as { data: { count: number } }).data.count;
}

describe('GET /:name', () => {
  it('answers the sample byte for byte', async () => {
    const response = await ask('get', '/charmander').expect(200);
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
    const { body } = await ask('get', path).expect(200);
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
    const response = await ask('get', path).expect(404);
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
    const response = await ask('get', path).expect(400);
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
    const response = await ask('head', '/pikachu').expect(200);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.headers).not.toHaveProperty('content-length');
    expect(response.headers).not.toHaveProperty('transfer-encoding');
    expect(response.text).toBeUndefined();
    expect(await visit('pikachu')).toBe(before + 1);
  });

  it.each([
    ['/missingno', 404],
    ['/%00', 400],
    ['/%ff', 400],
    ['/a/b', 404],
  ])('answers %s with %i and no body', async (path, status) => {
    const response = await ask('head', path).expect(status);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.headers).not.toHaveProperty('content-length');
  });
});

describe('GET /', () => {
  it('lists all by name with their counts, and counts none', async () => {
    const visits = await visit('onix');
    const first = await list('');
    const { data } = await list('');
    expect(first.statusCode).toBe(200);
    expect(data).toHaveLength(151);
    expect(data.map(({ name }) => name)).toEqual(data.map(({ name }) => name).toSorted());
    expect(data.find(({ name }) => name === 'onix')).toEqual({ name: 'onix', type: 'roca', count: visits });
    expect(data.find(({ name }) => name === 'zubat')?.count).toBe(0);
  });

  it('goes on after a name until nothing follows', async () => {
    const names: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await list(`limit=50${next && `&after=${encodeURIComponent(next)}`}`);
      names.push(...page.data.map(({ name }) => name));
      next = page.next;
    }
    expect(names).toHaveLength(151);
    expect(new Set(names).size).toBe(151);
  });

  it('has null to continue after when the page is exactly full', async () => {
    expect((await list('limit=151')).next).toBeNull();
    expect((await list('limit=150')).next).not.toBeNull();
    expect(await list('after=zzz')).toEqual({ statusCode: 200, data: [], next: null });
  });

  it.each([
    'limit=',
    'limit=0',
    'limit=1001',
    'limit=x',
    'limit=1&limit=2',
    'after=',
    'after=%00',
    'after=%ff',
  ])('refuses ?%s', async (query) => {
    const { body } = await ask('get', `/?${query}`).expect(400);
    expect(body).toMatchObject({ error: { type: 'BAD_REQUEST' } });
  });

  it('ignores parameters that it does not know', async () => {
    expect((await list('page=2&limit=1')).data).toHaveLength(1);
  });
});

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
    await ask('post', '/charmander')
      .set('Content-Type', type)
      .send(body)
      .expect(405)
      .expect('Allow', 'GET, HEAD, OPTIONS');
  });

  it.each(['/charmander', '/', '/a/b', '/%ff', '/health', '/docs'])(
    'OPTIONS %s tells what is allowed',
    async (path) => {
      const response = await ask('options', path).expect(204).expect('Allow', 'GET, HEAD, OPTIONS');
      expect(response.text).toBe('');
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('lets a configured origin read, and no other', async () => {
    const preflight = await ask('options', '/charmander')
      .set('Origin', 'https://pokedex.example')
      .set('Access-Control-Request-Method', 'GET')
      .expect(204)
      .expect('Allow', 'GET, HEAD, OPTIONS');
    expect(preflight.headers['access-control-allow-origin']).toBe('https://pokedex.example');
    await ask('get', '/')
      .set('Origin', 'https://pokedex.example')
      .expect('Access-Control-Allow-Origin', 'https://pokedex.example');
    for (const method of ['get', 'options'] as const) {
      const other = await ask(method, '/').set('Origin', 'https://evil.example');
      expect(other.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

describe('X-Request-Id', () => {
  it.each(['/charmander', '/missingno', '/%00', '/%ff', '/a/b', '/health/live'])(
    'is repeated on %s if it is harmless',
    async (path) => {
      await ask('get', path).set('X-Request-Id', 'trace_1.2-3').expect('X-Request-Id', 'trace_1.2-3');
    },
  );

  it.each(['has space', 'x'.repeat(129), '<script>'])('is replaced where it is %j', async (id) => {
    const response = await ask('get', '/version').set('X-Request-Id', id);
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });
});

describe('malformed requests', () => {
  it('a request without Host gets 400 in the envelope and a closed connection', async () => {
    const { status, head, body } = await sendRaw(service.port, 'GET /charmander HTTP/1.1\r\n\r\n');
    expect(status).toBe(400);
    expect(head).toMatch(/^Connection: close$/im);
    expect(JSON.parse(body)).toMatchObject({ error: { type: 'BAD_REQUEST' } });
  });

  it('a target that is no path gets 404 with the headers of every answer', async () => {
    const { status, head } = await sendRaw(
      service.port,
      'GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(status).toBe(404);
    expect(head).toMatch(/^x-request-id: [0-9a-f-]{36}$/im);
    expect(head).toMatch(/^cache-control: no-store$/im);
  });

  it('a path that leads out of the documentation gets 404', async () => {
    const { status } = await sendRaw(
      service.port,
      'GET /docs/../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(status).toBe(404);
  });

  it('HTTP/1.0 needs no Host', async () => {
    expect((await sendRaw(service.port, 'GET /version HTTP/1.0\r\n\r\n')).status).toBe(200);
  });
});

describe('static routes win over names', () => {
  it.each(['/health', '/healthz', '/health/live', '/health/ready'])(
    '%s is a report of Terminus',
    async (path) => {
      const { body, text } = await ask('get', path).expect(200).expect('Cache-Control', 'no-store');
      expect(Object.keys(body as object)).toEqual(['status', 'info', 'error', 'details']);
      expect((body as { status: string }).status).toBe('ok');
      expect(text).toBe(JSON.stringify(body, null, 4));
    },
  );

  it('/version tells which build answers', async () => {
    const { body } = await ask('get', '/version').expect(200);
    expect(body).toEqual({
      name: 'minipokedex',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      revision: 'unknown',
      built: 'unknown',
      node: process.version,
    });
  });

  it('/openapi.json is the document that Swagger UI shows', async () => {
    const { body } = await ask('get', '/openapi.json').expect(200);
    expect(body).toMatchObject({
      openapi: expect.stringMatching(/^3\./) as string,
      paths: { '/{name}': {} },
    });
    expect((await ask('get', '/docs').expect(200)).text).toContain('swagger-ui');
    expect((await ask('get', '/docs/start.js').expect(200)).text).toContain('/openapi.json');
    await ask('get', '/docs/swagger-ui-bundle.js').expect(200);
    await ask('get', '/docs/nothing-here').expect(404);
  });

  it('/metrics is on its own port, with route templates for paths', async () => {
    await visit('charmander');
    await ask('get', '/metrics').expect(404);
    const { text } = await supertest(service.metricsUrl).get('/metrics').expect(200);
    expect(text).toMatch(
      /^http_request_duration_seconds_count\{method="GET",route="\/:name",status="200"\} \d+$/m,
    );
    expect(text).toMatch(/^minipokedex_build_info\{.*\} 1$/m);
    expect(text).not.toMatch(/route="[^"]*charmander/);
    expect(text).not.toContain('missingno');
  });
});
