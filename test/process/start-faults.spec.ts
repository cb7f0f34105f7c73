import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceProcess, temporaryFolder } from '@app/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

let dataDir: string;
beforeEach(() => {
  dataDir = temporaryFolder(onTestFinished);
});

/** Starts it, and returns what it logged once it answers. */
async function logOf(environment: NodeJS.ProcessEnv): Promise<string> {
  const service = await ServiceProcess.start(
    { LOG_FORMAT: 'json', ...environment },
    { ready: '/health/live' },
  );
  return (await service.end('SIGTERM')).output;
}

describe('a start', () => {
  it('goes on without stores that are away, and names the settings of each', async () => {
    const output = await logOf({
      DB_HOST: '127.0.0.1',
      DB_PORT: '1',
      DB_PASSWORD: 'p',
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: '1',
      MEMCACHED_SERVERS: '127.0.0.1:1',
    });
    expect(output).toMatch(/mysql is down: .*ECONNREFUSED.*check the settings DB_.*npm run migrate/);
    expect(output).toMatch(/no connection to Redis: .*ECONNREFUSED/);
    expect(output).toMatch(/redis is down: .*check the settings REDIS_/);
    expect(output).toMatch(/memcached is down: .*ECONNREFUSED.*check the settings MEMCACHED_/);
  });

  it('goes on in memory where the data folder can not be written, and names its setting', async () => {
    const output = await logOf({ DATA_DIR: '/dev/null/data' });
    expect(output).toMatch(/database is kept in memory only: .*DATA_DIR/);
    expect(output).toMatch(/counts are kept in memory only: .*DATA_DIR/);
  });

  it.each(['counts.json', 'pokedex.sqlite'])(
    'ends without a stack when %s is damaged or can not be read, and says what helps',
    async (name) => {
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
