import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DockerServer, request, storeImages, temporaryFolder, visit } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningService, startService } from '../../apps/api/src/testing/service.fixture.js';

const SERVICE_USER = 'minipokedex';
const PASSWORDS = { admin: 'admin-of-tests', [SERVICE_USER]: 'it\'s "quoted" \\ #1' };
const files = resolve('deploy/charts/redis/files');

const secrets = temporaryFolder(afterAll);
let redis: DockerServer;
let service: RunningService;

const asAdmin = (...command: string[]) =>
  redis.exec('redis-cli', '--user', 'admin', '--pass', PASSWORDS.admin, '--no-auth-warning', ...command);
const count = () => visit(service.url, 'charmander');

beforeAll(async () => {
  for (const [user, password] of Object.entries(PASSWORDS)) {
    await mkdir(join(secrets, user));
    for (const key of ['password', 'previous']) await writeFile(join(secrets, user, key), password);
  }
  redis = await DockerServer.start({
    image: storeImages.redis,
    port: 6379,
    options: [
      `--volume=${files}:/scripts:ro`,
      `--volume=${files}:/etc/redis:ro`,
      `--volume=${secrets}:/run/secrets:ro`,
      '--tmpfs=/run/redis:exec',
      '--user=root',
      '--entrypoint=/scripts/start-redis.sh',
    ],
    environment: { NODES: 'redis-0', HEADLESS_SERVICE: 'redis', MEMORY_LIMIT: String(256 * 2 ** 20) },
    probe: ['/run/redis/probe-ready.sh'],
  });
  service = await startService({
    LOG_LEVEL: 'silent',
    DATA_DIR: join(secrets, 'data'),
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    REDIS_USERNAME: SERVICE_USER,
    REDIS_PASSWORD: PASSWORDS[SERVICE_USER],
  });
});

afterAll(async () => {
  await service.close();
  await redis.remove();
});

describe('Redis as its chart starts it', () => {
  it('lets the service do all that it does, save for reading the settings', async () => {
    expect([await count(), await count()]).toEqual([1, 2]);
    await request(`${service.url}/?limit=1`, { status: 200 });
    const denied = (await asAdmin('--json', 'ACL', 'LOG')) as string;
    expect((JSON.parse(denied) as { object: string }[]).map(({ object }) => object)).toEqual(['config|get']);
  });

  it('knows after a kill what the script counted', async () => {
    const before = await count();
    await redis.kill();
    await redis.restart();
    // Redis itself: the service would go on from what it remembers.
    expect(Number(await asAdmin('HGET', 'minipokedex:{0}:counts', 'charmander'))).toBe(before);
    await vi.waitFor(async () => expect(await count()).toBeGreaterThan(before), { timeout: 20_000 });
  });

  it('lets in nobody else', async () => {
    expect(await redis.exec('redis-cli', 'PING')).toContain('NOAUTH');
    expect(await redis.exec('redis-cli', 'AUTH', 'default', '')).toContain('WRONGPASS');
  });
});
