import type { RowCache } from '@app/cache';
import type { Counter } from '@app/counter';
import { StoreUnavailableError } from '@app/stores';
import { expect, it } from 'vitest';
import type { PokemonEntity } from './pokemon.entity.js';
import type { PokemonRepository } from './pokemon.repository.js';
import { PokemonService } from './pokemon.service.js';

const names = ['abra', 'ditto', 'mew'];
const rows = { list: async () => names.map((name) => ({ name, type: 'psíquico' })) };

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
  const isAway = (name: string) => name === 'abra';
  expect(await listOver(async () => ({ counts, complete: false, isAway }))).toEqual({
    counts: [null, 0, 7],
    degraded: true,
  });
});

it('lists null for all names while no count can be read', async () => {
  const away = () => Promise.reject(new StoreUnavailableError('redis', 'it is away'));
  expect(await listOver(away)).toEqual({ counts: [null, null, null], degraded: true });
});
