import { describe, expect, it } from 'vitest';
import { ListQuery, PokemonName } from './pokemon.dto.js';

const nameRule = /^A Pokémon's name has 1 to 32 letters, .* and starts with a letter or digit\.$/;
const limitRule = 'limit must be a whole number from 1 to 1000.';

/** What the caller of a bad request gets to read. */
function messageOf({ error }: { error?: { issues: { message: string }[] } }): string | undefined {
  return error?.issues[0]?.message;
}

describe('PokemonName', () => {
  it.each([
    ['charmander', 'charmander'],
    ['CHARMANDER', 'charmander'],
    ['Mr. Mime', 'mr. mime'],
    ["farfetch'd", "farfetch'd"],
    ['farfetch’d', 'farfetch’d'],
    ['nidoran♀', 'nidoran♀'],
    ['Ho-Oh', 'ho-oh'],
    ['Flabe\u0301be\u0301', 'flabébé'],
    ['リザード', 'リザード'],
    ['7', '7'],
    ['x'.repeat(32), 'x'.repeat(32)],
    ['\u{1D4D0}'.repeat(32), '\u{1D4D0}'.repeat(32)],
  ])('takes %j as %j', (given, name) => {
    expect(PokemonName.parse(given)).toBe(name);
  });

  it.each([
    ['nothing', ''],
    ['a NUL', '\0'],
    ['33 letters', 'x'.repeat(33)],
    ['33 letters beyond the basic plane', '\u{1D4D0}'.repeat(33)],
    ['a path', '../../etc/passwd'],
    ['a leading space', ' charmander'],
    ['a leading mark', '\u0301e'],
    ['a line break', 'char\nmander'],
    ['an emoji', '🔥'],
    ['a percent sign', '100%'],
    ['markup', '<b>'],
  ])('refuses %s', (_what, given) => {
    expect(messageOf(PokemonName.safeParse(given))).toMatch(nameRule);
  });
});

describe('ListQuery', () => {
  it('is 200 rows from the start by default, and ignores unknown parameters', () => {
    expect(ListQuery.parse({ page: '7' })).toEqual({ limit: 200 });
  });

  it('takes a limit and a name in any case', () => {
    expect(ListQuery.parse({ limit: '1000', after: 'Mr. Mime' })).toEqual({ limit: 1000, after: 'mr. mime' });
  });

  it.each(['', '0', '1001', '-1', '1.5', '1e2', ' 1', 'ten', ['1', '2']])('refuses the limit %j', (limit) => {
    expect(messageOf(ListQuery.safeParse({ limit }))).toBe(limitRule);
  });

  it.each(['', '/', 'x'.repeat(33)])('refuses to continue after %j', (after) => {
    expect(messageOf(ListQuery.safeParse({ after }))).toMatch(nameRule);
  });

  it('refuses two names to continue after', () => {
    expect(messageOf(ListQuery.safeParse({ after: ['a', 'b'] }))).toBe('after must be given once.');
  });

  it('speaks of the limit first where both are wrong', () => {
    expect(messageOf(ListQuery.safeParse({ after: '', limit: '0' }))).toBe(limitRule);
  });
});
