import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../http/invalid-request.error.js';
import { parseListQuery } from './list-query.js';

describe('parseListQuery', () => {
  it('gives 200 rows from the start unless told otherwise, and ignores what it does not know', () => {
    expect(parseListQuery({ page: '7' })).toEqual({ limit: 200 });
  });

  it('takes a limit and a name in any case', () => {
    expect(parseListQuery({ limit: '1000', after: 'Mr. Mime' })).toEqual({ limit: 1000, after: 'mr. mime' });
  });

  it.each(['', '0', '1001', '-1', '1.5', '1e2', ' 1', 'ten', ['1', '2']])('refuses the limit %j', (limit) => {
    expect(() => parseListQuery({ limit })).toThrow(InvalidRequestError);
  });

  it.each(['', '/', 'x'.repeat(33), ['a', 'b']])('refuses to continue after %j', (after) => {
    expect(() => parseListQuery({ after })).toThrow(InvalidRequestError);
  });
});
