import {
  type DockerServer,
  request,
  type ScratchSchema,
  startMemcached,
  startMySql,
  startRedis,
} from '@app/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migratedSchema } from '../../apps/admin/src/testing/migrated.schema.js';
import { type RunningService, startService } from '../../apps/api/src/testing/service.fixture.js';

let mysql: DockerServer;
let redis: DockerServer;
let memcached: DockerServer;
let schema: ScratchSchema;
let service: RunningService;
let rejecting: RunningService;

const get = (path: string, status?: number, { url } = service) => request(url + path, { status });
const until = (assertion: () => Promise<unknown>) => vi.waitFor(assertion, { timeout: 20_000, interval: 50 });

beforeAll(async () => {
  [mysql, redis, memcached] = await Promise.all([startMySql(), startRedis(), startMemcached()]);
  schema = await migratedSchema(mysql.port);
  const environment = {
    LOG_LEVEL: 'silent',
    CACHE_TTL_S: '1',
    ...schema.environment,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    MEMCACHED_HOST: memcached.host,
    MEMCACHED_PORT: String(memcached.port),
  };
  service = await startService(environment);
  rejecting = await startService({ ...environment, COUNTER_WHEN_DOWN: 'reject' });
});

afterAll(async () => {
  await Promise.all([service.close(), rejecting.close()]);
  await Promise.all([mysql.remove(), redis.remove(), memcached.remove()]);
});

describe('without Redis', () => {
  it('visitors get the row without a count, and /health says degraded; it heals by itself', async () => {
    await get('/charmander', 200);
    await redis.kill();
    await until(async () => expect((await get('/charmander')).headers['x-degraded']).toBe('counter'));

    const { text } = await get('/charmander', 200);
    expect(text).toContain('"count": null');
    const head = await request(`${service.url}/charmander`, { method: 'HEAD', status: 200 });
    expect(head.headers).not.toHaveProperty('x-degraded');
    const list = await get('/?limit=1', 200);
    expect(list.headers['x-degraded']).toBe('counter');
    expect(list.body).toMatchObject({ data: [{ name: 'abra', count: null }] });
    const health = await get('/health', 200);
    expect(health.body).toMatchObject({
      status: 'degraded',
      details: { redis: { status: 'degraded' }, mysql: { status: 'up' } },
    });

    await redis.restart();
    await until(async () => expect((await get('/charmander')).headers).not.toHaveProperty('x-degraded'));
    await until(async () => expect((await get('/health')).body).toMatchObject({ status: 'ok' }));
  });

  it('visitors get 503 under COUNTER_WHEN_DOWN=reject', async () => {
    await until(() => get('/charmander', 200, rejecting));
    await redis.kill();
    await until(() => get('/charmander', 503, rejecting));

    const { body, headers } = await get('/charmander', 503, rejecting);
    expect(headers['retry-after']).toMatch(/^\d+$/);
    expect(body).toMatchObject({ statusCode: 503, error: { type: 'SERVICE_UNAVAILABLE' } });
    expect((await get('/health', 503, rejecting)).body).toMatchObject({
      status: 'error',
      error: { redis: { status: 'down' } },
    });
    await get('/health/ready', 200, rejecting);

    await redis.restart();
    await until(() => get('/charmander', 200, rejecting));
  });
});

describe('without Memcached', () => {
  it('everything is answered, and /health says degraded', async () => {
    await memcached.kill();
    await get('/onix', 200);
    expect((await get('/health', 200)).body).toMatchObject({
      status: 'degraded',
      details: { memcached: { status: 'degraded' } },
    });
    await memcached.restart();
    await until(async () => expect((await get('/health')).body).toMatchObject({ status: 'ok' }));
  });
});

describe('without MySQL', () => {
  it('what is cached goes on being answered past its time, the rest gets 503, and it heals by itself', async () => {
    await get('/mew', 200);
    await mysql.kill();
    await memcached.kill();
    await until(async () => expect((await get('/zubat', 503)).headers['retry-after']).toMatch(/^\d+$/));

    const known = () => get('/mew', 200);
    await known();
    await vi.waitFor(async () => {
      await known();
      const { text } = await request(`${service.metricsUrl}/metrics`);
      expect(text).toMatch(/^cache_requests_total\{tier="process",result="stale"\} [1-9]/m);
    }, 5000);
    await get('/', 503);
    expect((await get('/health', 503)).body).toMatchObject({ error: { mysql: { status: 'down' } } });
    await get('/health/ready', 200);
    await get('/health/live', 200);

    await Promise.all([mysql.restart(), memcached.restart()]);
    await until(() => get('/zubat', 200));
    await until(() => get('/health', 200));
  });
});
