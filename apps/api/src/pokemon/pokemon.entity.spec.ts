import { expect, it } from 'vitest';
import { isPokemon } from './pokemon.entity.js';

const mew = { id: 151, name: 'mew', type: 'psíquico' };

it('isPokemon takes a whole row', () => {
  expect(isPokemon(mew)).toBe(true);
});

it.each([
  undefined,
  null,
  5,
  'mew',
  [],
  { ...mew, id: undefined },
  { ...mew, id: '151' },
  { ...mew, id: 1.5 },
  { ...mew, name: null },
  { ...mew, type: {} },
])('isPokemon refuses %j', (value) => {
  expect(isPokemon(value)).toBe(false);
});
