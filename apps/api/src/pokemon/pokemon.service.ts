import type { RowCache } from '@app/cache';
import type { Counter } from '@app/counter';
import { StoreUnavailableError } from '@app/observability';
import type { Pokemon, PokemonRepository } from '@app/persistence';
import { NotFoundException } from '@nestjs/common';
import type { ListQuery } from './list-query.js';

/** A Pokémon as callers see it; `count` is null while the counter is away. */
export interface CountedPokemon {
  name: string;
  type: string;
  count: number | null;
}

/** A page of the list; `next` is the name to continue after, null when nothing follows. */
export interface PokemonPage {
  data: CountedPokemon[];
  next: string | null;
  /** Whether the counts are null because the counter is away. */
  degraded: boolean;
}

/** Answers visits and lists out of the cache, the catalogue and the counter. */
export class PokemonService {
  private readonly load = (name: string) => this.repository.findByName(name);

  constructor(
    private readonly cache: Pick<RowCache, 'find'>,
    private readonly repository: PokemonRepository,
    private readonly counter: Pick<Counter, 'visit' | 'counts'>,
  ) {}

  /**
   * Finds a Pokémon without counting.
   *
   * @param name normalised
   * @throws NotFoundException if there is none of that name
   * @throws StoreUnavailableError if the catalogue is needed and away
   */
  async find(name: string): Promise<Pokemon> {
    const row = await this.cache.find(name, this.load);
    if (!row) throw new NotFoundException(`No Pokémon is named ${name}.`);
    return row;
  }

  /**
   * Finds a Pokémon and counts the visit.
   *
   * @param name normalised
   * @throws NotFoundException if there is none of that name
   * @throws StoreUnavailableError if the catalogue is needed and away, or the visit is not counted
   */
  async visit(name: string): Promise<CountedPokemon> {
    const row = await this.find(name);
    return { name: row.name, type: row.type, count: await this.counter.visit(row.name) };
  }

  /**
   * Lists Pokémon by name, without counting.
   *
   * @throws StoreUnavailableError if the catalogue is away
   */
  async list({ after, limit }: ListQuery): Promise<PokemonPage> {
    const [rows, counts] = await Promise.all([
      this.repository.list({ after, limit: limit + 1 }),
      this.counts(),
    ]);
    const page = rows.slice(0, limit);
    return {
      data: page.map(({ name, type }) => ({ name, type, count: counts && (counts.get(name) ?? 0) })),
      next: rows.length > limit ? page.at(-1)!.name : null,
      degraded: counts === null,
    };
  }

  /** All counts by name, without those that are 0; null while the counter is away. */
  async counts(): Promise<ReadonlyMap<string, number> | null> {
    try {
      return await this.counter.counts();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return null;
    }
  }
}
