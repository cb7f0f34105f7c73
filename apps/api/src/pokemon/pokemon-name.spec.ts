import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../http/invalid-request.error.js';
import { parsePokemonName } from './pokemon-name.js';

describe('parsePokemonName', () => {
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
    expect(parsePokemonName(given)).toBe(name);
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
    expect(() => parsePokemonName(given)).toThrow(InvalidRequestError);
  });
});
