import { describe, expect, it } from 'vitest';
import { rowKey } from './row-key.js';

describe('rowKey', () => {
  it('is readable for a plain name', () => {
    expect(rowKey('ho-oh')).toBe('v1:pokemon:ho-oh');
  });

  it.each([
    ['a space', 'mr. mime'],
    ['a line break', 'a\r\nflush_all'],
    ['a letter outside ASCII', 'flabébé'],
    ['upper case', 'Mew'],
    ['a colon', 'sha256:0'],
    ['nothing', ''],
    ['more than Memcached takes', 'a'.repeat(300)],
  ])('is a short digest for a name with %s', (_, name) => {
    expect(rowKey(name)).toMatch(/^v1:pokemon:sha256:[0-9a-f]{64}$/);
  });

  it('stays readable up to 200 bytes', () => {
    expect(rowKey('a'.repeat(189))).toHaveLength(200);
    expect(rowKey('a'.repeat(190))).toContain('sha256');
  });

  it('differs for names that differ only in form', () => {
    expect(rowKey('flabe\u0301')).not.toBe(rowKey('flab\u00e9'));
  });
});
