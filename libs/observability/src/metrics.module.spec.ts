import { once } from 'node:events';
import { connect } from 'node:net';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Gauge, Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MetricsModule, MetricsServer } from './metrics.module.js';

describe('MetricsServer', () => {
  let registry: Registry;
  let server: MetricsServer;
  let port: number;
  let url: string;

  beforeEach(async () => {
    registry = new Registry();
    server = new MetricsServer(registry);
    port = await server.listen(0);
    url = `http://127.0.0.1:${port}`;
  });

  afterEach(() => server.onApplicationShutdown());

  it("answers /metrics in Prometheus's text format", async () => {
    new Gauge({ name: 'answer', help: 'The answer.', registers: [registry] }).set(42);
    for (const path of ['/metrics', '/metrics?name=answer']) {
      const response = await fetch(url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(await response.text()).toContain('\nanswer 42\n');
    }
  });

  it.each(['GET /', 'GET /metrics/', 'GET //metrics', 'POST /metrics'])('answers 404 to %s', async (line) => {
    const [method, path] = line.split(' ') as [string, string];
    expect((await fetch(url + path, { method })).status).toBe(404);
  });

  it('answers 500 and logs the reason if a metric cannot be collected', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockReturnValueOnce();
    const reason = new Error('broken');
    const collect = () => Promise.reject(reason);
    const broken = new Gauge({ name: 'broken', help: 'Fails.', registers: [registry], collect });
    expect(registry.getSingleMetric('broken')).toBe(broken);
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect(error).toHaveBeenCalledWith(reason);
  });

  it('rejects a port that is in use', async () => {
    await expect(new MetricsServer(registry).listen(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('closes at the shutdown though clients keep their connections', async () => {
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    const scraper = connect(port, '127.0.0.1');
    scraper.write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(scraper, 'data');
    const ends = Promise.all([once(silent, 'close'), once(scraper, 'close')]);
    silent.resume();
    scraper.resume();
    await server.onApplicationShutdown();
    await ends;
    await expect(fetch(`${url}/metrics`)).rejects.toThrow('fetch failed');
  });

  it('has nothing to close if it never listened', async () => {
    await expect(new MetricsServer(registry).onApplicationShutdown()).resolves.toBeUndefined();
  });
});

it('MetricsModule gives every module one registry with the metrics of the process in it', async () => {
  const module = await Test.createTestingModule({ imports: [MetricsModule] }).compile();
  const names = (await module.get(Registry).getMetricsAsJSON()).map(({ name }) => name);
  expect(names).toContain('process_cpu_seconds_total');
  const port = await module.get(MetricsServer).listen(0);
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain(
    'process_cpu_seconds_total',
  );
  await module.close();
});
