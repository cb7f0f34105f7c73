import { describe, expect, it } from 'vitest';
import { isMet, margin, type Outcome } from './targets.js';

const outcome = (changes: Partial<Outcome>): Outcome => ({
  title: 'a figure',
  value: 1,
  limit: 1,
  sense: 'at least',
  unit: '',
  ...changes,
});

describe('a target', () => {
  it.each([
    ['at least', 1, true],
    ['at least', 0.99, false],
    ['at most', 1, true],
    ['at most', 1.01, false],
  ] as const)('of %s 1 is met by %d: %s', (sense, value, met) => {
    expect(isMet(outcome({ sense, value }))).toBe(met);
  });

  it('is missed by a part of its limit', () => {
    expect(margin(outcome({ value: 0.9, limit: 1.2 }))).toBeCloseTo(0.25);
  });
});
