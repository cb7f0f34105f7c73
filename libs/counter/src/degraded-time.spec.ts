import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DegradedTime } from './degraded-time.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

it('DegradedTime counts from the start, and later from each beginning to its end', () => {
  const time = new DegradedTime();
  vi.advanceTimersByTime(200);
  expect(time).toMatchObject({ isNow: true, seconds: 0.2 });
  time.end();
  vi.advanceTimersByTime(5000);
  time.end();
  expect(time).toMatchObject({ isNow: false, seconds: 0.2 });
  time.begin();
  vi.advanceTimersByTime(1000);
  time.begin();
  vi.advanceTimersByTime(1000);
  expect(time).toMatchObject({ isNow: true, seconds: 2.2 });
});
