import { describe, expect, it } from 'vitest';
import { runInMemory } from './testing/run.in.memory.js';

describe('admin', () => {
  it.each([['--help'], ['-h']])('lists its commands on stdout for %s', async (option) => {
    const { code, stdout, stderr } = await runInMemory([option]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['migrate', 'counts', 'health'])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it.each([
    [[], 'Give a command'],
    [['exprot'], 'Unknown command: exprot'],
    [['toString'], 'Unknown command: toString'],
    [['--force'], "Unknown option '--force'"],
    [['health', 'now'], 'health takes no argument: now'],
  ])('exits 64 for %j, with the reason and the usage', async (argv, reason) => {
    const { code, stdout, stderr } = await runInMemory(argv);

    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr.startsWith(reason)).toBe(true);
    expect(stderr).toContain('\n\nUsage: admin ');
  });

  it('exits 1 with the stack of an error that nobody foresaw', async () => {
    const commands = {
      break: async () => ({ usage: '', run: () => Promise.reject(new TypeError('no such thing')) }),
    };

    expect(await runInMemory(['break'], { commands })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^TypeError: no such thing\n +at /) as string,
    });
  });
});
