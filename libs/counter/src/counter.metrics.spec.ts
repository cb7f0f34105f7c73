import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CounterMetrics } from './counter.metrics.js';
import { readMetric } from './testing/redis.counter.fixture.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

it('the degraded time counts from the start, and later from each beginning to its end', async () => {
  const registry = new Registry();
  const metrics = new CounterMetrics(registry, () => 0);
  const read = async () => ({
    degraded: (await readMetric(registry, 'counter_degraded'))[''],
    seconds: (await readMetric(registry, 'counter_degraded_seconds_total'))[''],
  });

  vi.advanceTimersByTime(200);
  expect(await read()).toEqual({ degraded: 1, seconds: 0.2 });
  metrics.degraded = false;
  vi.advanceTimersByTime(5000);
  metrics.degraded = false;
  expect(await read()).toEqual({ degraded: 0, seconds: 0.2 });
  metrics.degraded = true;
  vi.advanceTimersByTime(1000);
  metrics.degraded = true;
  vi.advanceTimersByTime(1000);
  expect(await read()).toEqual({ degraded: 1, seconds: 2.2 });
});
