import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInMemory } from './testing/run.in.memory.js';

describe('admin health', () => {
  let status = 200;
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/health/live' ? status : 404).end();
  });
  const check = () => {
    const { port } = server.address() as AddressInfo;
    return runInMemory(['health'], { environment: { PORT: String(port) } });
  };

  beforeEach(async () => {
    await once(server.listen(0), 'listening');
  });
  afterEach(() => void server.close());

  it('exits 0, silently, while the service is alive', async () => {
    expect(await check()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('exits 1 when the service answers anything but 200', async () => {
    status = 503;
    const { code, stderr } = await check();

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Not alive: .*\/health\/live answers 503\..* PORT/);
  });

  it('exits 1 when nothing listens', async () => {
    const { port } = server.address() as AddressInfo;
    await once(server.close(), 'close');
    const { code, stderr } = await runInMemory(['health'], { environment: { PORT: String(port) } });
    await once(server.listen(0), 'listening');

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Not alive: .*ECONNREFUSED/);
  });

  it('exits 78 for faulty settings', async () => {
    expect(await runInMemory(['health'], { environment: { PORT: 'x' } })).toMatchObject({ code: 78 });
  });
});
