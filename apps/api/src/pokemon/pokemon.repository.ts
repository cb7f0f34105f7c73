import { Database } from '@app/persistence';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { PokemonEntity } from './pokemon.entity.js';

/** Reads the catalogue. Names are compared and ordered byte by byte. */
@Injectable()
export class PokemonRepository {
  constructor(private readonly database: Database) {}

  /**
   * @returns null if no Pokémon has exactly this name
   * @throws StoreUnavailableError
   */
  findByName(name: string): Promise<PokemonEntity | null> {
    return this.database.run((manager) => manager.findOneBy(PokemonEntity, { name }));
  }

  /**
   * Lists by name at most `limit` Pokémon that follow the name `after`.
   *
   * @throws StoreUnavailableError
   */
  list({ after, limit }: { after?: string; limit: number }): Promise<PokemonEntity[]> {
    return this.database.run((manager) =>
      manager.find(PokemonEntity, {
        where: after === undefined ? {} : { name: MoreThan(after) },
        order: { name: 'ASC' },
        take: limit,
      }),
    );
  }
}
