import { describe, expect, it } from 'vitest';
import { runInMemory } from '../testing/run.in.memory.js';

const mysql = { DB_HOST: '127.0.0.1', DB_PASSWORD: '' };
/** Real stores where nothing listens. */
const away = { ...mysql, DB_PORT: '1', REDIS_HOST: '127.0.0.1', REDIS_PORT: '1' };

describe('counts', () => {
  it('explains itself for --help', async () => {
    const { code, stdout } = await runInMemory(['counts', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: admin counts/);
  });

  it.each([
    [[], 'Give a command'],
    [['exprot'], 'Unknown command: exprot'],
    [['export', 'counts.json'], 'export writes to standard output, not to counts.json'],
    [['restore', 'a.json', 'b.json'], 'One file at a time: a.json b.json'],
    [['restore', '--snapshot'], '--snapshot is of export'],
    [['--force'], "Unknown option '--force'"],
  ])('exits with 64 for %j, and tells why and how it is used', async (argv, reason) => {
    const { code, stdout, stderr } = await runInMemory(['counts', ...argv]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr.startsWith(reason)).toBe(true);
    expect(stderr).toContain('Usage: admin counts');
  });

  it.each([
    ['export', [], 'REDIS_HOST'],
    ['export --snapshot', [], 'DB_HOST'],
    ['restore', [], 'DB_HOST'],
    ['restore', [mysql], 'REDIS_HOST'],
  ])(
    'exits with 78 for %s without its store, and says what to do with embedded counts',
    async (line, given, name) => {
      const environment = Object.assign({ DATA_DIR: '/nowhere/pokedex' }, ...given) as NodeJS.ProcessEnv;
      const { code, stdout, stderr } = await runInMemory(['counts', ...line.split(' ')], { environment });
      expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
      expect(stderr).toContain(name);
      expect(stderr).toContain('DATA_DIR (/nowhere/pokedex)');
    },
  );

  it('exits with 78 for faulty settings', async () => {
    const { code, stderr } = await runInMemory(['counts', 'export'], { environment: { REDIS_PORT: 'many' } });
    expect(code).toBe(78);
    expect(stderr).toContain('REDIS_PORT');
  });

  it('exits with 1 for a file that is not there, or is not what export wrote', async () => {
    expect(
      await runInMemory(['counts', 'restore', '/nowhere/counts.json'], { environment: away }),
    ).toMatchObject({
      code: 1,
      stderr: "/nowhere/counts.json can't be read (ENOENT): give a file that export wrote.\n",
    });
    expect(
      await runInMemory(['counts', 'restore', import.meta.filename], { environment: away }),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('These are no counts') as string,
    });
  });

  it('exits with 1 when the store is away, and names the settings to check', async () => {
    for (const [argv, remedy] of [
      [['export'], 'Check the REDIS_ settings'],
      [['export', '--snapshot'], 'Check the DB_ settings'],
      [['restore'], 'Check the DB_ settings'],
    ] as const) {
      const { code, stdout, stderr } = await runInMemory(['counts', ...argv], {
        environment: away,
        stdin: '{"mew": 1}',
      });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/(redis|mysql) is down: /);
      expect(stderr).toContain(remedy);
    }
  });
});
