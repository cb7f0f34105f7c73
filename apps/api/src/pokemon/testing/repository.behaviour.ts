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

  const strangers = [
    'charmander ',
    ' charmander',
    'charmánder',
    'Charmander',
    'charmande',
    'charmande_',
    '%',
    '',
    'mew\0',
  ];
  it.each(strangers)('does not find %j', async (name) => {
    expect(await repository().findByName(name)).toBeNull();
  });

  it('lists all Pokémon by name, byte by byte', async () => {
    const names = await namesOf({ limit: 1000 });

    expect(names).toHaveLength(151);
    expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(names.slice(0, 2)).toEqual(['abra', 'aerodactyl']);
  });

  it.each<[what: string, page: { after?: string; limit: number }, names: string[]]>([
    ['no more than the limit', { limit: 2 }, ['abra', 'aerodactyl']],
    ['what follows a name', { after: 'abra', limit: 1 }, ['aerodactyl']],
    ['what follows a name that nobody has', { after: 'abrb', limit: 1 }, ['aerodactyl']],
    ['nothing after the last', { after: 'zubat', limit: 1 }, []],
    ['nothing after a name beyond all', { after: '♀', limit: 1 }, []],
  ])('lists %s', async (_what, page, names) => {
    expect(await namesOf(page)).toEqual(names);
  });
}
