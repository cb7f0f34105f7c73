import { once } from 'node:events';
import { connect } from 'node:net';
import { EventStream, LoadGenerator, Random, ServiceProcess, VisitLedger } from '@app/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';

let service: ServiceProcess;

afterEach(() => service.end('SIGKILL'));

describe('a shutdown', () => {
  it.each([1, 2, 3])('drops no request of busy keep-alive clients (round %i)', async () => {
    service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data' });
    const ports = [service.port];
    const ledger = new VisitLedger();
    const clients = Array.from(
      { length: 16 },
      () => new LoadGenerator({ ports, names: ['charmander'], clients: 1, random: new Random(), ledger }),
    );
    await vi.waitUntil(() => clients.every(({ answers }) => answers > 10), 10_000);
    const { code } = await service.end('SIGTERM');
    await Promise.all(clients.map((client) => client.stop()));
    expect(clients.flatMap(({ faults }) => faults)).toEqual([]);
    expect(code).toBe(0);
  });

  it('is not ready at once, answers on with Connection: close, and waits as long as it is told', async () => {
    service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data', SHUTDOWN_DELAY_MS: '3000' });
    const startedAt = performance.now();
    const ended = service.end('SIGTERM');
    await vi.waitFor(
      async () => expect((await fetch(`${service.url}/health/ready`)).status).toBe(503),
      10_000,
    );
    const answer = await service.get('/charmander');
    expect(answer.headers.get('connection')).toBe('close');
    await service.get('/health/live');
    expect((await ended).code).toBe(0);
    expect(performance.now() - startedAt).toBeGreaterThan(3000);
  });

  it('does not wait for connections that never sent a request', async () => {
    service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data' });
    const silent = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(silent, 'connect');
    expect((await service.end('SIGTERM')).code).toBe(0);
    silent.destroy();
  });

  it('ends the streams of counts at once, and takes no new one', async () => {
    service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data', SHUTDOWN_DELAY_MS: '3000' });
    const stream = await EventStream.open(`${service.url}/counts/events`);
    expect(await stream.next()).toMatchObject({ type: 'counts' });
    const startedAt = performance.now();
    const ended = service.end('SIGTERM');
    expect(await stream.next()).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(2500);
    const refused = await fetch(`${service.url}/counts/events`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('connection')).toBe('close');
    expect((await ended).code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
