import { describe, expect, it } from 'vitest';
import { runInMemory } from '../testing/run.in.memory.js';

const environment = {
  DB_HOST: '127.0.0.1',
  DB_PORT: '1',
  DB_PASSWORD: 'service-secret',
  DB_MIGRATION_USER: 'migration',
  DB_MIGRATION_PASSWORD: 'migration-secret',
  DB_MIGRATION_WAIT_S: '1',
};

describe('migrate, from the command line', () => {
  it.each([['--help'], ['-h'], ['up', '--help']])('prints its usage on stdout for %s %s', async (...argv) => {
    const { code, stdout, stderr } = await runInMemory(['migrate', ...argv.filter(Boolean)]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: admin migrate/);
    expect(stderr).toBe('');
  });

  it.each([
    [['sideways'], 'Unknown command: sideways'],
    [['up', 'down'], 'One command at a time: up down'],
    [['--force'], "Unknown option '--force'"],
  ])('exits 64 with a reason and its usage for %j', async (argv, reason) => {
    const { code, stdout, stderr } = await runInMemory(['migrate', ...argv], { environment });

    expect(code).toBe(64);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('Usage: admin migrate');
    expect(stdout).toBe('');
  });

  it('exits 78 and names each setting that is missing', async () => {
    const { code, stderr } = await runInMemory(['migrate'], { environment: { DB_PORT: 'x' } });

    expect(code).toBe(78);
    for (const variable of ['DB_HOST', 'DB_PORT', 'DB_MIGRATION_USER', 'DB_MIGRATION_PASSWORD'])
      expect(stderr).toContain(variable);
  });

  it('warns of a service link in DB_PORT, whose port it uses', async () => {
    const link = { ...environment, DB_PORT: 'tcp://10.0.0.9:1', DB_MIGRATION_WAIT_S: '0' };
    const { stderr } = await runInMemory(['migrate', 'status'], { environment: link });

    expect(stderr).toMatch(/^DB_PORT holds a Kubernetes service link: using its port 1;.*\n/);
    expect(stderr).toContain('MySQL at 127.0.0.1:1');
  });

  it.each(['up', 'down', 'status'])(
    'exits 1 when MySQL did not answer %s before the deadline, and says what it waits for',
    async (command) => {
      const startedAt = performance.now();
      const { code, stdout, stderr } = await runInMemory(['migrate', command], { environment });
      const seconds = (performance.now() - startedAt) / 1000;

      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^Waiting for MySQL at 127\.0\.0\.1:1/);
      expect(stderr).toMatch(/did not answer within 1 s \(ECONNREFUSED\).*DB_MIGRATION_WAIT_S/);
      expect(seconds).toBeGreaterThan(0.9);
      expect(seconds).toBeLessThan(3);
    },
  );
});
