import { describe, expect, it } from 'vitest';
import { NameHistory } from './name.history.js';

/**
 * The faults of a history.
 *
 * @param operations such as `3@1-2`, the visit with the number 3 that began at 1 and ended at 2; `r3` is a reading of 3,
 * `null` and `lost` have no end
 */
function faultsOf(count: number, operations: string): string {
  const history = new NameHistory();
  for (const [, read, what, begin, end] of operations.matchAll(/(r?)(\w+)@(\d+)-?(\d*)/g)) {
    if (what === 'null') history.nulls.push(Number(begin));
    else if (what === 'lost') history.unknown.push(Number(begin));
    else history[read ? 'read' : 'number'](Number(what), Number(begin), Number(end));
  }
  return history.faults(count).join('\n');
}

describe('a history is linearizable', () => {
  it.each([
    ['if nothing happened', 0, ''],
    ['in the order of time', 3, '1@0-1 2@2-3 3@4-5'],
    ['in any order of visits at the same time', 3, '2@0-5 3@1-4 1@2-6'],
    ['if a visit ended at the moment when the next began', 2, '1@0-1 2@1-2'],
    ['with a null that is counted long after', 3, 'null@0 1@1-2 2@3-4'],
    ['with a null that is counted between two numbers', 3, 'null@2 1@0-1 3@4-5'],
    ['with a lost visit that is not counted', 1, 'lost@0 1@1-2'],
    ['with a lost visit that is counted', 2, 'lost@0 2@1-2'],
    ['with a null that takes the number after a lost visit', 3, 'lost@0 2@1-3 null@4'],
    ['if a reading is between those finished and those begun', 2, '1@0-1 2@2-5 r1@3-4 r2@3-4'],
    ['with equal readings one after the other', 1, 'r1@5-6 1@0-1 r1@2-3 r1@3-9'],
    ['if a reading sees a null', 1, 'null@0 r0@1-2 r1@3-4'],
  ])('%s', (_, count, operations) => {
    expect(faultsOf(count, operations)).toBe('');
  });
});

describe('a history is not linearizable', () => {
  it.each([
    ['if a number comes twice', 2, '1@0-1 1@0-1', 'answered twice: 1'],
    ['if a higher number was finished before', 2, '2@0-1 1@2-3', 'visit 1 began after a later one ended'],
    ['whatever is at the same time as both', 3, '3@0-1 2@0-9 1@2-3', 'visit 1 began after a later one ended'],
    ['if a visit is missing', 1, '1@0-1 null@2', '1 of 2 visits never counted'],
    ['if more is counted than was visited', 3, '1@0-1 lost@2', '1 of 3 counted for no visit'],
    ['if a number is above the count', 1, '2@0-1 null@0', '2 was answered, but the count is 1'],
    [
      'if a reading lacks a finished visit',
      1,
      '1@0-1 r0@2-3',
      'a reading of 0 began after a later one ended',
    ],
    ['if a reading sees a later visit', 1, 'r1@0-1 1@2-3', 'visit 1 began after a later one ended'],
    ['if a reading is above the count', 1, '1@0-1 r2@2-3', 'a reading of 2, but the count is 1'],
    ['if readings go back', 1, 'null@0 r1@1-2 r0@3-4', 'a reading of 0 began after a later one ended'],
    ['if a null began too late', 2, '2@0-1 null@2', 'a visit answered with null has no number'],
    ['if a lost visit began too late', 2, '2@0-1 lost@2', '1 was given before any visit that could have it'],
    [
      'if a lost visit has the only number',
      2,
      'lost@0 2@1-2 null@3',
      'a visit answered with null has no number',
    ],
  ])('%s', (_, count, operations, fault) => {
    expect(faultsOf(count, operations)).toContain(fault);
  });
});
