import { expect, it } from 'vitest';
import { ticksUpTo } from './scale.js';

it.each([
  [9, [0, 5, 10]],
  [0.05, [0, 0.02, 0.04, 0.06]],
  [3, [0, 1, 2, 3]],
  [0, [0, 1]],
])('the ticks up to %d are round and reach it', (largest, ticks) => {
  expect(ticksUpTo(largest).map((tick) => Number(tick.toPrecision(6)))).toEqual(ticks);
});
