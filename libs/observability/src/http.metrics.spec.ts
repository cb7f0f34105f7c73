import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { HttpMetrics } from './http.metrics.js';

it('HttpMetrics counts requests in seconds by method, route and status', async () => {
  const registry = new Registry();
  new HttpMetrics(registry).observe('GET', '/:name', 200, 20);
  expect(await registry.metrics()).toContain(
    'http_request_duration_seconds_sum{method="GET",route="/:name",status="200"} 0.02\n',
  );
});

it('HttpMetrics shows the answers that are expected before there are any', async () => {
  const registry = new Registry();
  const metrics = new HttpMetrics(registry);
  metrics.expect('GET', '/:name', 200, 503);
  metrics.observe('GET', '/:name', 200, 20);
  const text = await registry.metrics();
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/:name",status="200"} 1\n');
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/:name",status="503"} 0\n');
});
