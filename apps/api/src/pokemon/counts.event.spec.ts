import { describe, expect, it } from 'vitest';
import { changeOf, stateOf } from './counts.event.js';

const some = new Map([
  ['mew', 1],
  ['onix', 7],
]);

describe('stateOf', () => {
  it('tells all counts, or that there are none to be had', () => {
    expect(stateOf(some)).toEqual({ type: 'counts', data: { mew: 1, onix: 7 } });
    expect(stateOf(null)).toEqual({ type: 'degraded', data: {} });
  });
});

describe('changeOf', () => {
  it('tells what is new or different, and nothing else', () => {
    const later = new Map([...some, ['mew', 2], ['abra', 1]]);
    expect(changeOf(some, later)).toEqual({ type: 'changes', data: { mew: 2, abra: 1 } });
  });

  it('tells that a count is gone', () => {
    expect(changeOf(some, new Map([['mew', 1]]))).toEqual({ type: 'changes', data: { onix: 0 } });
  });

  it('is silent where nothing changed', () => {
    expect(changeOf(some, new Map(some))).toBeUndefined();
    expect(changeOf(null, null)).toBeUndefined();
  });

  it('tells all counts again when the counter is back', () => {
    expect(changeOf(some, null)).toEqual({ type: 'degraded', data: {} });
    expect(changeOf(null, some)).toEqual(stateOf(some));
  });
});
