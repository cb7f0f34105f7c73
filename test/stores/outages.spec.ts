import { type DockerServer, ScratchSchema, startMemcached, startMySql, startRedis } from '@app/testing';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runInMemory } from '../../apps/admin/src/testing/run.in.memory.js';
import { type RunningService, startService } from '../../apps/api/src/testing/running-service.js';

let mysql: DockerServer;
let redis: DockerServer;
let memcached: DockerServer;
let schema: ScratchSchema;
let service: RunningService;
let rejecting: RunningService;

const ask = (path: string, { url } = service) => supertest(url).get(path);
const until = (assertion: () => Promise<unknown>) => vi.waitFor(assertion, { timeout: 20_000, interval: 50 });

beforeAll(async () => {
  [mysql, redis, memcached] = await Promise.all([startMySql(), startRedis(), startMemcached()]);
  schema = await ScratchSchema.create(mysql.port);
  await runInMemory(['migrate', 'up'], { environment: schema.environment });
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
    await ask('/charmander').expect(200);
    await redis.kill();
    await until(() => ask('/charmander').expect('X-Degraded', 'counter'));

    const { text } = await ask('/charmander').expect(200);
    expect(text).toContain('"count": null');
    const head = await supertest(service.url).head('/charmander').expect(200);
    expect(head.headers).not.toHaveProperty('x-degraded');
    const list = await ask('/?limit=1').expect(200).expect('X-Degraded', 'counter');
    expect(list.body).toMatchObject({ data: [{ name: 'abra', count: null }] });
    const health = await ask('/health').expect(200);
    expect(health.body).toMatchObject({
      status: 'degraded',
      details: { redis: { status: 'degraded' }, mysql: { status: 'up' } },
    });

    await redis.restart();
    await until(async () => expect((await ask('/charmander')).headers).not.toHaveProperty('x-degraded'));
    await until(async () => expect((await ask('/health')).body).toMatchObject({ status: 'ok' }));
  });

  it('visitors get 503 under COUNTER_WHEN_DOWN=reject', async () => {
    await until(() => ask('/charmander', rejecting).expect(200));
    await redis.kill();
    await until(() => ask('/charmander', rejecting).expect(503));

    const { body } = await ask('/charmander', rejecting).expect('Retry-After', /^\d+$/);
    expect(body).toMatchObject({ statusCode: 503, error: { type: 'SERVICE_UNAVAILABLE' } });
    expect((await ask('/health', rejecting).expect(503)).body).toMatchObject({
      status: 'error',
      error: { redis: { status: 'down' } },
    });
    await ask('/health/ready', rejecting).expect(200);

    await redis.restart();
    await until(() => ask('/charmander', rejecting).expect(200));
  });
});

describe('without Memcached', () => {
  it('everything is answered, and /health says degraded', async () => {
    await memcached.kill();
    await ask('/onix').expect(200);
    expect((await ask('/health').expect(200)).body).toMatchObject({
      status: 'degraded',
      details: { memcached: { status: 'degraded' } },
    });
    await memcached.restart();
    await until(async () => expect((await ask('/health')).body).toMatchObject({ status: 'ok' }));
  });
});

describe('without MySQL', () => {
  it('what is cached goes on being answered past its time, the rest gets 503, and it heals by itself', async () => {
    await ask('/mew').expect(200);
    await mysql.kill();
    await memcached.kill();
    await until(() => ask('/zubat').expect(503).expect('Retry-After', /^\d+$/));

    const known = () => ask('/mew').expect(200);
    await known();
    await vi.waitFor(async () => {
      await known();
      const { text } = await supertest(service.metricsUrl).get('/metrics');
      expect(text).toMatch(/^cache_requests_total\{tier="process",result="stale"\} [1-9]/m);
    }, 5000);
    await ask('/').expect(503);
    expect((await ask('/health').expect(503)).body).toMatchObject({ error: { mysql: { status: 'down' } } });
    await ask('/health/ready').expect(200);
    await ask('/health/live').expect(200);

    await Promise.all([mysql.restart(), memcached.restart()]);
    await until(() => ask('/zubat').expect(200));
    await until(() => ask('/health').expect(200));
  });
});
