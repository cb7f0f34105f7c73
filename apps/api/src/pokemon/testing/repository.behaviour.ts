import { PersistenceModule } from '@app/persistence';
import { expect, it } from 'vitest';
import { openPersistence } from '../../../../../libs/persistence/src/testing/persistence.fixture.js';
import { PokemonEntity } from '../pokemon.entity.js';
import { PokemonRepository } from '../pokemon.repository.js';

export type OpenedCatalogue = Awaited<ReturnType<typeof openCatalogue>>;

/** Opens the repository over the database that an environment configures. */
export async function openCatalogue(environment: NodeJS.ProcessEnv) {
  const { app } = await openPersistence(environment, {
    imports: [PersistenceModule.forFeature([PokemonEntity])],
    providers: [PokemonRepository],
  });
  return { app, repository: app.get(PokemonRepository) };
}

/** What the repository does whichever database is behind it. */
export function itReadsTheCatalogue(repository: () => PokemonRepository): void {
  const namesOf = async (page: { after?: string; limit: number }) =>
    (await repository().list(page)).map(({ name }) => name);

  it('finds a Pokémon by its name', async () => {
    expect(await repository().findByName('charmander')).toEqual({ id: 4, name: 'charmander', type: 'fuego' });
    expect(await repository().findByName('pikachu')).toEqual({ id: 25, name: 'pikachu', type: 'eléctrico' });
  });

  it.each([
    'charmander ',
    ' charmander',
    'charmánder',
    'Charmander',
    'charmande',
    'charmande_',
    '%',
    '',
    'mew\0',
  ])('does not find %j', async (name) => {
    expect(await repository().findByName(name)).toBeNull();
  });

  it('lists all Pokémon by name, byte by byte', async () => {
    const names = await namesOf({ limit: 1000 });

    expect(names).toHaveLength(151);
    expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(names.slice(0, 2)).toEqual(['abra', 'aerodactyl']);
  });

  it('lists no more than the limit', async () => {
    expect(await namesOf({ limit: 2 })).toEqual(['abra', 'aerodactyl']);
  });

  it('goes on behind a name, whether there is such a Pokémon or not', async () => {
    expect(await namesOf({ after: 'abra', limit: 1 })).toEqual(['aerodactyl']);
    expect(await namesOf({ after: 'abrb', limit: 1 })).toEqual(['aerodactyl']);
    expect(await namesOf({ after: 'zubat', limit: 1 })).toEqual([]);
    expect(await namesOf({ after: '♀', limit: 1 })).toEqual([]);
  });
}
