import { Registry } from 'prom-client';
import { expect, it, vi } from 'vitest';
import { StoreMetrics } from './store-metrics.js';

it('StoreMetrics counts calls in seconds by store and result, and says which stores are up', async () => {
  const registry = new Registry();
  const metrics = new StoreMetrics(registry);
  const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
  const stop = metrics.startTimer('mysql');
  now.mockReturnValue(1020);
  stop('error');
  metrics.up('mysql', false);
  metrics.up('redis', true);
  const text = await registry.metrics();
  expect(text).toContain('store_call_duration_seconds_sum{store="mysql",result="error"} 0.02\n');
  expect(text).toContain('store_up{store="mysql"} 0\n');
  expect(text).toContain('store_up{store="redis"} 1\n');
  now.mockRestore();
});
