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

it('visits are exposed by name and by the size of their batch, those without a number and those lost apart', async () => {
  const registry = new Registry();
  const metrics = new CounterMetrics(registry, () => 7);
  metrics.batchCounted(['mew', 'abra'], [3, 1]);
  metrics.batchCounted(['mew'], [2]);
  metrics.visitsUnnumbered(2);
  metrics.visitsUnnumbered(3);
  metrics.visitsLost(4);
  metrics.visitsLost(2);
  const text = await registry.metrics();
  expect(
    text.split('\n').filter((line) => /^counter_(?!degraded)(?!.*le="(8|16|.{2,})")/.test(line)),
  ).toEqual([
    'counter_batch_visits_bucket{le="1"} 0',
    'counter_batch_visits_bucket{le="2"} 1',
    'counter_batch_visits_bucket{le="4"} 2',
    'counter_batch_visits_sum 6',
    'counter_batch_visits_count 2',
    'counter_lost_visits_total 6',
    'counter_visits_total{name="mew"} 5',
    'counter_visits_total{name="abra"} 1',
    'counter_unnumbered_visits_total 5',
    'counter_pending_visits 7',
  ]);
});
