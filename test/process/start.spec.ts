import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { freePort, ServiceProcess, temporaryFolder } from '@app/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

describe('a start', () => {
  it('lists all faults of the settings without a secret, and exits with 78', async () => {
    const { code, output } = await ServiceProcess.run({
      PORT: 'eighty',
      DB_HOST: 'mysql',
      REDIS_URL: 'http://:hunter2@redis',
      COUNTER_WHEN_DOWN: 'panic',
    });
    expect(code).toBe(78);
    for (const variable of ['PORT', 'DB_PASSWORD', 'REDIS_URL', 'COUNTER_WHEN_DOWN'])
      expect(output).toContain(variable);
    expect(output).not.toContain('hunter2');
  });

  it('prints the effective settings with secrets masked for --check-config', async () => {
    const settings = { DB_HOST: 'mysql', DB_PASSWORD: 'hunter2', REDIS_URL: 'redis://:hunter3@redis:6380/1' };
    const { code, output } = await ServiceProcess.run(settings, '--check-config');
    expect(code).toBe(0);
    expect(output).toContain('"host": "mysql"');
    expect(output).not.toMatch(/hunter/);
  });

  it.each([
    ['--help', 0, /--check-config/],
    ['--chek-config', 64, /^Unknown: --chek-config\n\nUsage/],
  ])('answers the option %s with its usage, and exits with %i', async (option, code, output) => {
    expect(await ServiceProcess.run({}, option)).toEqual({
      code,
      output: expect.stringMatching(output) as string,
    });
  });

  it.each(['PORT', 'METRICS_PORT'])('names %s when that port is in use', async (variable) => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, output } = await ServiceProcess.run({
      PORT: String(await freePort()),
      METRICS_PORT: String(await freePort()),
      [variable]: String(port),
      DATA_DIR: '/dev/null/data',
    });
    other.close();
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`port ${port} is in use.* ${variable} `));
  });

  it('goes on without stores that are away, and names the settings of each', async () => {
    const service = await ServiceProcess.start(
      {
        LOG_FORMAT: 'json',
        DB_HOST: '127.0.0.1',
        DB_PORT: '1',
        DB_PASSWORD: 'p',
        REDIS_HOST: '127.0.0.1',
        REDIS_PORT: '1',
        MEMCACHED_SERVERS: '127.0.0.1:1',
      },
      { ready: '/health/live' },
    );
    const { output } = await service.end('SIGTERM');
    expect(output).toMatch(/mysql is down: .*ECONNREFUSED.*check the settings DB_.*npm run migrate/);
    expect(output).toMatch(/no connection to Redis: .*ECONNREFUSED/);
    expect(output).toMatch(/redis is down: .*check the settings REDIS_/);
    expect(output).toMatch(/memcached is down: .*ECONNREFUSED.*check the settings MEMCACHED_/);
  });

  it.each(['counts.json', 'pokedex.sqlite'])(
    'ends without a stack when %s is damaged or can not be read, and says what helps',
    async (name) => {
      const dataDir = temporaryFolder(onTestFinished);
      const file = join(dataDir, name);
      await writeFile(file, 'no such thing');
      expect(await ServiceProcess.run({ DATA_DIR: dataDir })).toEqual({
        code: 1,
        output: expect.stringMatching(`^${file} is damaged.*(m|M)ove it away.*\n$`) as string,
      });

      await rm(file);
      await mkdir(file);
      expect(await ServiceProcess.run({ DATA_DIR: dataDir })).toEqual({
        code: 1,
        output: `${file} can't be read (EISDIR): let this user read and write its folder, or set DATA_DIR\n`,
      });
    },
  );
});
