import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort, ScratchSchema } from '@app/testing';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

const run = promisify(execFile);
const image = process.env['IMAGE'] ?? 'minipokedex:dev';

let schema: ScratchSchema;

beforeAll(async () => {
  schema = await ScratchSchema.create(inject('mysqlPort'));
});
afterAll(() => schema.drop());

/** Runs one of the image's programs over the stores, on the host's network. */
async function runProgram(options: string[], ...command: string[]): Promise<string> {
  const settings = {
    ...schema.environment,
    REQUIRE_STORES: 'true',
    REDIS_URL: `redis://127.0.0.1:${inject('redisPort')}/3`,
    MEMCACHED_SERVERS: `127.0.0.1:${inject('memcachedPort')}`,
  };
  const environment = Object.entries(settings).map(([name, value]) => `--env=${name}=${value}`);
  const { stdout } = await run('docker', [
    'run',
    '--network=host',
    ...environment,
    ...options,
    image,
    ...command,
  ]);
  return stdout.trim();
}

describe('the image over real stores', () => {
  it('migrates MySQL, answers counted visits, and exports them', async () => {
    expect(await runProgram(['--rm'], 'admin/admin.cjs', 'migrate', 'up')).toContain('CreatePokemon');
    const ports = { PORT: await freePort(), METRICS_PORT: await freePort() };
    const options = Object.entries(ports).map(([name, port]) => `--env=${name}=${port}`);
    const container = await runProgram(['--detach', ...options]);
    try {
      const ask = (path: string) => fetch(`http://127.0.0.1:${ports.PORT}${path}`);
      const isWell = async () => expect(await (await ask('/health')).json()).toMatchObject({ status: 'ok' });
      await vi.waitFor(isWell, { timeout: 30_000 });
      expect(await (await ask('/charmander')).json()).toMatchObject({
        data: { name: 'charmander', count: 1 },
      });
    } finally {
      await run('docker', ['rm', '--force', container]);
    }
    const exported = await runProgram(['--rm'], 'admin/admin.cjs', 'counts', 'export');
    expect(JSON.parse(exported)).toEqual({ charmander: 1 });
  });
});
