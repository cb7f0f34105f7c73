import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { freePort, ServiceProcess } from '@app/testing';
import { describe, expect, it } from 'vitest';

describe('the command line', () => {
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
    const { code, output } = await ServiceProcess.run(
      {
        DB_HOST: 'mysql',
        DB_PASSWORD: 'hunter2',
        REDIS_URL: 'redis://:hunter3@redis:6380/1',
        REDIS_PORT: 'tcp://10.0.0.9:6379',
      },
      '--check-config',
    );
    expect(code).toBe(0);
    expect(output).toContain('"host": "mysql"');
    expect(output).not.toMatch(/hunter/);
  });

  it('explains itself for --help, and refuses what it does not know with 64', async () => {
    expect(await ServiceProcess.run({}, '--help')).toMatchObject({
      code: 0,
      output: expect.stringContaining('--check-config') as string,
    });
    expect(await ServiceProcess.run({}, '--chek-config')).toMatchObject({
      code: 64,
      output: expect.stringMatching(/^Unknown: --chek-config\n\nUsage/) as string,
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
    expect(output).toContain(`port ${port} is in use`);
    expect(output).toContain(variable);
  });
});
