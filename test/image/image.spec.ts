import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DockerServer, freePort, OtlpReceiver, request, ScratchSchema } from '@app/testing';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';

const image = process.env['IMAGE'] ?? 'minipokedex:dev';

const docker = async (...words: string[]) => (await promisify(execFile)('docker', words)).stdout.trim();
const inspect = async (target: string, format: string): Promise<unknown> =>
  JSON.parse(await docker('inspect', '--format', `{{json ${format}}}`, target));

describe('the image', () => {
  let container: DockerServer;
  const get = (path: string, headers?: Record<string, string>) =>
    request(`http://127.0.0.1:${container.port}${path}`, { headers, status: 200 });

  beforeAll(async () => {
    container = await DockerServer.start({
      image,
      port: 8080,
      options: ['--read-only', '--user=12345', '--cap-drop=ALL', '--security-opt=no-new-privileges'],
      probe: ['/nodejs/bin/node', 'admin/admin.cjs', 'health'],
    });
  });
  afterAll(() => container.remove());

  it('answers the sample with a read-only root, no capability and a user that it does not know', async () => {
    expect((await get('/charmander')).body).toEqual({
      statusCode: 200,
      data: { name: 'charmander', type: 'fuego', count: 1 },
    });
  });

  it('shows browsers a page and Swagger UI', async () => {
    expect((await get('/', { Accept: 'text/html' })).text).toContain('<title>Pokédex</title>');
    for (const path of ['/docs', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css', '/openapi.json'])
      await get(path);
  });

  it('is reported healthy by its own check', async () => {
    await expect
      .poll(() => inspect(container.id, '.State.Health.Status'), { timeout: 30_000 })
      .toBe('healthy');
  });

  it("holds the operator's program", async () => {
    for (const command of ['migrate', 'counts', 'health']) {
      const usage = await container.exec('/nodejs/bin/node', 'admin/admin.cjs', command, '--help');
      expect(usage).toContain(`Usage: admin ${command}`);
    }
  });

  it('has its sources in ASCII, of which V8 keeps one byte a character, and answers beyond it', async () => {
    const beyond = "/[^\\0-\\x7f]/.test(require('fs').readFileSync('main/main.cjs', 'latin1'))";
    expect(await container.exec('/nodejs/bin/node', '--print', beyond)).toBe('false\n');
    expect((await get('/pikachu')).body).toMatchObject({ data: { type: 'eléctrico' } });
  });

  it('ends with 0 on SIGTERM', async () => {
    await docker('stop', '--time', '10', container.id);
    expect(await inspect(container.id, '.State.ExitCode')).toBe(0);
  });

  it('runs as a numeric user that is not root, and says what it is', async () => {
    expect(await inspect(image, '.Config.User')).toBe('65532:65532');
    expect(await inspect(image, '.Config.Labels')).toMatchObject({
      'org.opencontainers.image.title': 'minipokedex',
      'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
  });
});

describe.each([
  ['its snapshot', 'true', []],
  ['its bundle', 'false', ['main/main.cjs']],
])('the image over real stores, with tracing on, started from %s', (_, snapshot, command) => {
  it('migrates MySQL, answers counted visits, sends their spans, and exports the counts', async () => {
    const schema = await ScratchSchema.create(inject('mysqlPort'));
    onTestFinished(() => schema.drop());
    const collector = await OtlpReceiver.start();
    onTestFinished(() => collector.stop());
    const ports = { PORT: String(await freePort()), METRICS_PORT: String(await freePort()) };
    const settings = {
      ...ports,
      ...schema.environment,
      ...collector.environment,
      REQUIRE_STORES: 'true',
      REDIS_URL: `redis://127.0.0.1:${inject('redisPort')}/${snapshot === 'true' ? 3 : 4}`,
      MEMCACHED_SERVERS: `127.0.0.1:${inject('memcachedPort')}`,
    };
    const environment = Object.entries(settings).map(([name, value]) => `--env=${name}=${value}`);
    const run = (...words: string[]) => docker('run', '--network=host', ...environment, ...words);

    expect(await run('--rm', image, 'admin/admin.cjs', 'migrate', 'up')).toContain('CreatePokemon');
    const container = await run('--detach', image, ...command);
    onTestFinished(async () => void (await docker('rm', '--force', container)));
    const get = async (path: string) => (await request(`http://127.0.0.1:${ports.PORT}${path}`)).body;
    await vi.waitFor(async () => expect(await get('/health')).toMatchObject({ status: 'ok' }), 30_000);
    expect(await get('/charmander')).toMatchObject({ data: { name: 'charmander', count: 1 } });
    const metrics = await request(`http://127.0.0.1:${ports.METRICS_PORT}/metrics`);
    expect(metrics.text).toMatch(new RegExp(`^minipokedex_build_info\\{.*snapshot="${snapshot}"`, 'm'));
    const names = () => collector.spans.map(({ name }) => name);
    await expect.poll(names).toEqual(expect.arrayContaining(['GET /:name', 'count visit']));
    const exported = await run('--rm', image, 'admin/admin.cjs', 'counts', 'export');
    expect(JSON.parse(exported)).toEqual({ charmander: 1 });
  });
});
