import { readFileSync } from 'node:fs';
import { freePort, request } from '@app/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService, useService } from '../../apps/api/src/testing/service.fixture.js';

const ajv = new Ajv2020({ strict: false, allErrors: true });

const up = useService();
/** Without database and counter, and no room for those who follow the counts. */
let down: RunningService;
/** Without its counter alone, which it can do without. */
let degraded: RunningService;

const seen = new Set<string>();

interface Operation {
  responses: Record<string, { content?: Record<string, unknown> }>;
}

const document = JSON.parse(readFileSync('apps/api/src/docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const { paths } = document;
ajv.addSchema(document, 'openapi');

beforeAll(async () => {
  const nobody = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(await freePort()) };
  const quiet = { LOG_LEVEL: 'silent', DATA_DIR: '/dev/null/none' };
  [degraded, down] = await Promise.all([
    startService({ ...quiet, ...nobody }),
    startService({
      ...quiet,
      ...nobody,
      COUNTER_WHEN_DOWN: 'reject',
      MAX_WATCHERS: '0',
      DB_HOST: '127.0.0.1',
      DB_PORT: String(await freePort()),
      DB_PASSWORD: '',
    }),
  ]);
});
afterAll(() => Promise.all([degraded, down].map((service) => service.close())));

/** What is wrong with a body by the part of the document that a JSON pointer names. */
function faultsOf(body: unknown, ...pointer: string[]) {
  const reference = pointer.map((step) =>
    encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const isValid = ajv.compile({ $ref: `openapi#/${reference.join('/')}` });
  return isValid(body) ? [] : isValid.errors;
}

interface Case {
  service?: () => RunningService;
  method?: string;
  /** As the document has it. */
  path: string;
  /** What is requested, if that is not the path itself. */
  target?: string;
  status: number;
  accept?: string;
}

/** Sends the request, and returns what is wrong with its answer by the document. */
async function faultsOfAnswer({
  service = () => up,
  method = 'get',
  path,
  target = path,
  status,
  accept = '*/*',
}: Case) {
  const { headers, body, text } = await request(service().url + target, {
    method: method.toUpperCase(),
    status,
    headers: { accept },
  });
  if (!paths[path]?.[method]?.responses[status]) return 'it is not documented';
  seen.add(`${method} ${path} ${status}`);
  if (method === 'head') return text === '' ? [] : 'it has a body';
  const [type] = headers['content-type']!.split(';');
  const pointer = ['paths', path, method, 'responses', String(status), 'content', type!, 'schema'];
  return faultsOf(body ?? text, ...pointer);
}

/** What every documented operation answers while all is well (200), and while its stores are away (503). */
const usual = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { responses }]) =>
    [
      { status: 200, service: () => up },
      { status: 503, service: () => down },
    ]
      .filter(({ status }) => responses[status] && !responses[status].content?.['text/event-stream'])
      .map((answer): Case =>
        Object.assign(answer, { method, path, target: path.replace('{name}', 'charmander') }),
      ),
  ),
);

describe('openapi.json', () => {
  it.each<Case>([
    ...usual,
    ...['get', 'head'].flatMap((method) => [
      { method, path: '/{name}', target: '/%00', status: 400 },
      { method, path: '/{name}', target: '/missingno', status: 404 },
    ]),
    { path: '/', target: '/?limit=0', status: 400 },
    { path: '/', target: '/?limit=2&after=mew', status: 200 },
    { path: '/', status: 200, accept: 'text/html' },
    { path: '/', status: 200, service: () => degraded },
    { path: '/{name}', target: '/charmander', status: 200, service: () => degraded },
    { path: '/health', status: 200, service: () => degraded },
  ])('describes the answer $status of $path', async (answer) => {
    expect(await faultsOfAnswer(answer)).toEqual([]);
  });

  it('describes the events by their head', async () => {
    const { headers } = await request(`${up.url}/counts/events`, { method: 'HEAD', status: 200 });
    expect(Object.keys(paths['/counts/events']!['get']!.responses['200']!.content!)).toEqual([
      headers['content-type'],
    ]);
    seen.add('get /counts/events 200');
  });

  it('has the envelope of answers that belong to no route', async () => {
    const notAllowed = await request(`${up.url}/charmander`, { method: 'POST', status: 405 });
    const notFound = await request(`${up.url}/a/b`, { status: 404 });
    for (const { body } of [notAllowed, notFound])
      expect(faultsOf(body, 'components', 'schemas', 'ErrorEnvelope')).toEqual([]);
  });

  it('documents no answer but those that were seen here', () => {
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method} ${path} ${status}`),
      ),
    );
    expect(documented.filter((answer) => !seen.has(answer))).toEqual([]);
  });
});
