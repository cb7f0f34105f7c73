import { describe, expect, it } from 'vitest';
import { median, ratioRange } from './statistics.js';

describe('median', () => {
  it('is the middle value, or the mean of the two', () => {
    expect(median([30, 1, 2])).toBe(2);
    expect(median([10, 1, 2, 3])).toBe(2.5);
  });
});

describe('ratioRange', () => {
  it('compares round by round, so that a slow round of both changes nothing', () => {
    expect(ratioRange([200, 20, 300], [100, 10, 100])).toEqual({ median: 2, least: 2, greatest: 3 });
  });
});
