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

  it('ends streams at once, answers the rest for as long as it is set to, and waits for no silent connection', async () => {
    service = await ServiceProcess.start({ DATA_DIR: '/dev/null/data', SHUTDOWN_DELAY_MS: '3000' });
    const silent = connect(service.port, '127.0.0.1');
    await once(silent, 'connect');
    const stream = await EventStream.open(`${service.url}/counts/events`);
    expect(await stream.next()).toMatchObject({ type: 'counts' });

    const startedAt = performance.now();
    const ended = service.end('SIGTERM');
    expect(await stream.next()).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(2500);
    for (const [path, status] of [
      ['/health/ready', 503],
      ['/counts/events', 503],
      ['/health/live', 200],
      ['/charmander', 200],
    ]) {
      const answer = await fetch(`${service.url}${path}`);
      expect([path, answer.status, answer.headers.get('connection')]).toEqual([path, status, 'close']);
    }
    expect((await ended).code).toBe(0);
    expect(performance.now() - startedAt).toBeGreaterThan(3000);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    silent.destroy();
  });
});
