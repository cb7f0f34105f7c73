import { randomBytes } from 'node:crypto';
import { OtlpReceiver, RawConnection, type ReceivedSpan, request as send } from '@app/testing';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { useService } from '../../apps/api/src/testing/service.fixture.js';

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
const overStores = inject('mysqlPort') !== undefined;

let receiver: OtlpReceiver;
const environment: NodeJS.ProcessEnv = {};

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  Object.assign(environment, receiver.environment);
  // The SDK reads the environment of the process.
  for (const entry of Object.entries(environment)) vi.stubEnv(...entry);
});
afterAll(async () => {
  await receiver.stop();
  vi.unstubAllEnvs();
});

const service = useService(environment);

/** The spans of a trace, once there are so many. */
async function received(traceId: string, atLeast: number): Promise<ReceivedSpan[]> {
  await expect.poll(() => receiver.trace(traceId).length).toBeGreaterThanOrEqual(atLeast);
  return receiver.trace(traceId);
}

/** Asks in one packet, and so in one turn of the service's event loop; each time as part of another trace. */
async function tracesAtOnce(path: string, times: number): Promise<string[]> {
  const traces = Array.from({ length: times }, () => randomBytes(16).toString('hex'));
  const requests = traces.map((trace, index) => [
    `GET ${path} HTTP/1.1`,
    'Host: test',
    `traceparent: 00-${trace}-1111111111111111-01`,
    ...(index === times - 1 ? ['Connection: close'] : []),
  ]);
  const bytes = requests.map((lines) => `${lines.join('\r\n')}\r\n\r\n`).join('');
  await RawConnection.exchange(service.port, bytes);
  return traces;
}

/** Asks as part of a caller's trace, and returns the spans of that trace once there are so many. */
async function traceOf(path: string, atLeast: number, method: 'GET' | 'POST' = 'GET') {
  const traceId = randomBytes(16).toString('hex');
  const caller = randomBytes(8).toString('hex');
  await send(service.url + path, { method, headers: { traceparent: `00-${traceId}-${caller}-01` } });
  // The last to end, and so perhaps in a later export than the others.
  await expect.poll(() => receiver.trace(traceId).map(({ kind }) => kind)).toContain(SERVER);
  const spans = await received(traceId, atLeast);
  return { caller, spans, request: spans.find(({ kind }) => kind === SERVER)! };
}

const named = (spans: readonly ReceivedSpan[], name: string) => spans.find((span) => span.name === name);
const below = (spans: readonly ReceivedSpan[], parent: ReceivedSpan | undefined) =>
  spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId).map(({ name }) => name);

const isOfSquirtle = ({ attributes }: ReceivedSpan) => attributes['url.path'] === '/squirtle';

/** The batch that a visit is linked with, once it was received. */
const batchOf = ({ links: [link] }: ReceivedSpan) =>
  receiver.trace(link!.traceId).find(({ spanId }) => spanId === link!.spanId);

describe('a traced request', () => {
  it('has a span below its caller, by the semantic conventions, without its query', async () => {
    const { caller, request, spans } = await traceOf('/bulbasaur?token=of-a-visitor', 3);
    expect(request).toMatchObject({ name: 'GET /:name', parentSpanId: caller, links: [] });
    expect(request.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/:name',
      'http.response.status_code': 200,
      'url.scheme': 'http',
      'url.path': '/bulbasaur',
      'network.protocol.version': '1.1',
      'server.address': '127.0.0.1',
      'server.port': service.port,
    });
    expect(request.resource).toMatchObject({ 'service.name': 'minipokedex' });
    expect(JSON.stringify(spans)).not.toContain('of-a-visitor');
  });

  it('has children of its look-up, with the SQL of a miss in placeholders, and of its count', async () => {
    const { spans, request } = await traceOf('/ivysaur', overStores ? 7 : 4);
    expect(below(spans, request).toSorted()).toEqual(['count visit', 'find row']);
    const lookUp = named(spans, 'find row');
    expect(lookUp?.attributes).toEqual({ 'minipokedex.cache.result': 'miss' });
    const sql = named(spans, 'SELECT pokemon')!;
    expect(sql).toMatchObject({ kind: CLIENT, parentSpanId: lookUp?.spanId });
    expect(sql.attributes).toMatchObject({
      'db.system.name': overStores ? 'mysql' : 'sqlite',
      'db.operation.name': 'SELECT',
      'db.collection.name': 'pokemon',
      'db.query.text': expect.stringMatching(/WHERE .*name.* = \?/),
    });
    expect(JSON.stringify(sql.attributes)).not.toContain('ivysaur');
  });

  it('has no SQL when the process knows the row', async () => {
    await traceOf('/venusaur', 3);
    const { spans } = await traceOf('/venusaur', 3);
    expect(named(spans, 'find row')?.attributes).toEqual({ 'minipokedex.cache.result': 'hit' });
    expect(named(spans, 'SELECT pokemon')).toBeUndefined();
  });

  it.each([
    ['/missingno', 404, 'GET', 'GET /:name'],
    ['/no/such/path', 404, 'GET', 'GET'],
    ['/charmander', 405, 'POST', 'POST'],
  ] as const)(
    '%s has no error for its status %i, which is the caller’s',
    async (path, status, method, name) => {
      const { request } = await traceOf(path, 1, method);
      expect(request.name.startsWith(name)).toBe(true);
      expect(request.attributes).toMatchObject({ 'http.response.status_code': status });
      expect(request.status?.code).not.toBe(ERROR);
    },
  );

  it('begins a trace of its own where the caller names none that is valid', async () => {
    await send(`${service.url}/squirtle`, { headers: { traceparent: 'nonsense' }, status: 200 });
    await vi.waitFor(() => expect(receiver.spans.find(isOfSquirtle)).toBeDefined(), { timeout: 5000 });
    expect(receiver.spans.find(isOfSquirtle)?.parentSpanId || undefined).toBeUndefined();
  });
});

it('probes and metrics are not traced, nor what the service does by itself', async () => {
  for (const path of ['/health', '/healthz', '/health/live', '/health/ready'])
    await send(service.url + path, { status: 200 });
  await send(`${service.metricsUrl}/metrics`, { status: 200 });
  const { request } = await traceOf('/pikachu', 3);
  expect(request.name).toBe('GET /:name');
  const roots = receiver.spans.filter(({ parentSpanId }) => !parentSpanId);
  expect(roots.filter(({ kind }) => kind !== SERVER)).toEqual([]);
  expect(
    receiver.spans.filter(({ attributes }) => /health|metrics/.test(`${attributes['url.path']}`)),
  ).toEqual([]);
});

describe.runIf(overStores)('over real stores', () => {
  it('a miss asks Memcached, then MySQL, and tells Memcached', async () => {
    const { spans } = await traceOf('/wartortle', 7);
    const memcached = `127.0.0.1:${inject('memcachedPort')}`;
    expect(below(spans, named(spans, 'find row'))).toEqual(
      expect.arrayContaining([`get ${memcached}`, 'SELECT pokemon', `set ${memcached}`]),
    );
    expect(named(spans, `get ${memcached}`)).toMatchObject({
      kind: CLIENT,
      attributes: { 'db.system.name': 'memcached', 'db.operation.name': 'get' },
    });
    expect(named(spans, 'SELECT pokemon')?.attributes).toMatchObject({
      'server.address': '127.0.0.1',
      'server.port': inject('mysqlPort'),
      'db.namespace': expect.stringMatching(/^scratch_/),
    });
  });

  it('visits of one turn share a batch: it is in the first one’s trace, and linked with all', async () => {
    await traceOf('/blastoise', 5);
    const traces = await tracesAtOnce('/blastoise', 20);
    const spans = await Promise.all(traces.map((trace) => received(trace, 3)));
    const visits = spans.map((ofTrace) => named(ofTrace, 'count visit')!);
    for (const { links } of visits) expect(links).toHaveLength(1);
    await vi.waitFor(() => expect(visits.map(batchOf)).not.toContain(undefined), { timeout: 5000 });
    const batches = new Set(visits.map((visit) => batchOf(visit)!));
    expect(batches.size).toBeLessThan(visits.length);
    for (const batch of batches) {
      const linked = visits.filter((visit) => batchOf(visit) === batch);
      const [first, ...others] = linked.toSorted((a) => (a.spanId === batch.parentSpanId ? -1 : 0));
      expect(batch).toMatchObject({ name: 'count batch', parentSpanId: first!.spanId });
      expect(batch.links.map(({ spanId }) => spanId).toSorted()).toEqual(
        others.map(({ spanId }) => spanId).toSorted(),
      );
      expect(Number(batch.attributes['minipokedex.batch.visits'])).toBe(linked.length);
    }
  });

  it('a batch has the commands that it took below it, without their arguments', async () => {
    const { spans } = await traceOf('/caterpie', 7);
    const batch = named(spans, 'count batch');
    const command = spans.find(({ name }) => name.startsWith('EVALSHA '))!;
    expect(command).toMatchObject({ kind: CLIENT, parentSpanId: batch?.spanId });
    expect(command.attributes).toEqual({
      'db.system.name': 'redis',
      'db.operation.name': 'EVALSHA',
      'db.namespace': command.name.replace('EVALSHA ', ''),
      'server.address': '127.0.0.1',
      'server.port': inject('redisPort'),
    });
  });

  it('a list has the SQL and the Redis command of its counts', async () => {
    const { spans, request } = await traceOf('/?limit=2', 4);
    expect(below(spans, request).toSorted()).toEqual(['SELECT pokemon', 'read counts']);
    expect(below(spans, named(spans, 'read counts'))).toEqual([expect.stringMatching(/^HGETALL \d+$/)]);
  });
});
