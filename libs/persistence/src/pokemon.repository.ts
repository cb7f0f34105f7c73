import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { EntityStore } from './entity-store.js';
import { PokemonEntity } from './pokemon.entity.js';

/** A row of the catalogue; `id` is its number in the national Pokédex. */
export interface Pokemon {
  id: number;
  name: string;
  type: string;
}

/** Reads the catalogue. Names are compared and ordered byte by byte. */
@Injectable()
export class PokemonRepository {
  constructor(private readonly store: EntityStore) {}

  /**
   * @returns null if no Pokémon has exactly this name
   * @throws StoreUnavailableError
   */
  async findByName(name: string): Promise<Pokemon | null> {
    const found = await this.store.run((manager) => manager.findOneBy(PokemonEntity, { name }));
    return found && toPokemon(found);
  }

  /**
   * @param page - at most `limit` Pokémon, from the first name behind `after` on
   * @returns them by name
   * @throws StoreUnavailableError
   */
  async list(page: { after?: string; limit: number }): Promise<Pokemon[]> {
    const { after, limit } = page;
    const found = await this.store.run((manager) =>
      manager.find(PokemonEntity, {
        where: after === undefined ? {} : { name: MoreThan(after) },
        order: { name: 'ASC' },
        take: limit,
      }),
    );
    return found.map(toPokemon);
  }
}

function toPokemon({ id, name, type }: PokemonEntity): Pokemon {
  return { id, name, type };
}
