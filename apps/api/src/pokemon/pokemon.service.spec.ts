import type { RowCache } from '@app/cache';
import type { Counter } from '@app/counter';
import { StoreUnavailableError } from '@app/stores';
import { expect, it } from 'vitest';
import type { PokemonEntity } from './pokemon.entity.js';
import type { PokemonRepository } from './pokemon.repository.js';
import { PokemonService } from './pokemon.service.js';

const names = ['abra', 'ditto', 'mew'];
const rows = { list: async () => names.map((name) => ({ name, type: 'psíquico' })) };

const isAbra = (name: string) => name === 'abra';
const redisIsAway = () => Promise.reject(new StoreUnavailableError('redis', 'it is away'));

async function listOver(readCounts: Counter['readCounts']) {
  const service = new PokemonService(
    {} as RowCache<PokemonEntity>,
    rows as unknown as PokemonRepository,
    { readCounts } as Counter,
  );
  const { data, degraded } = await service.list({ limit: 10 } as Parameters<PokemonService['list']>[0]);
  return { counts: data.map(({ count }) => count), degraded };
}

it('lists null for the names whose counts are away, and for no other', async () => {
  const counts = new Map([
    ['abra', 3],
    ['mew', 7],
  ]);
  expect(await listOver(async () => ({ counts, complete: false, isAway: isAbra }))).toEqual({
    counts: [null, 0, 7],
    degraded: true,
  });
});

it('lists null for all names while no count can be read', async () => {
  expect(await listOver(redisIsAway)).toEqual({ counts: [null, null, null], degraded: true });
});
