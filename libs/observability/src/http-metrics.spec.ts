import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { HttpMetrics } from './http-metrics.js';

it('HttpMetrics counts requests in seconds by method, route and status', async () => {
  const registry = new Registry();
  new HttpMetrics(registry).observe('GET', '/:name', 200, 20);
  expect(await registry.metrics()).toContain(
    'http_request_duration_seconds_sum{method="GET",route="/:name",status="200"} 0.02\n',
  );
});
