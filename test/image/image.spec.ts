import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DockerServer } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const run = promisify(execFile);
const image = process.env['IMAGE'] ?? 'minipokedex:dev';

async function inspect(target: string, format: string): Promise<unknown> {
  const { stdout } = await run('docker', ['inspect', '--format', `{{json ${format}}}`, target]);
  return JSON.parse(stdout);
}

describe('the image', () => {
  let container: DockerServer;

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
    const response = await fetch(`http://127.0.0.1:${container.port}/charmander`);
    expect(await response.json()).toEqual({
      statusCode: 200,
      data: { name: 'charmander', type: 'fuego', count: 1 },
    });
  });

  it('shows browsers a page', async () => {
    const url = `http://127.0.0.1:${container.port}/`;
    const response = await fetch(url, { headers: { Accept: 'text/html' } });
    expect(await response.text()).toContain('<title>Pokédex</title>');
  });

  it('serves Swagger UI', async () => {
    for (const path of ['/docs', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css', '/openapi.json']) {
      expect((await fetch(`http://127.0.0.1:${container.port}${path}`)).status).toBe(200);
    }
  });

  it('is reported healthy by its own check', async () => {
    await vi.waitFor(
      async () => expect(await inspect(container.id, '.State.Health.Status')).toBe('healthy'),
      { timeout: 30_000 },
    );
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
    const response = await fetch(`http://127.0.0.1:${container.port}/pikachu`);
    expect(await response.json()).toMatchObject({ data: { type: 'eléctrico' } });
  });

  it('ends with 0 on SIGTERM', async () => {
    await run('docker', ['stop', '--time', '10', container.id]);
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
