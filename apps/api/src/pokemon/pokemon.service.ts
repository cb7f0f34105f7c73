import { RowCache } from '@app/cache';
import { Counter, type CountsReading } from '@app/counter';
import { inSpan } from '@app/observability';
import { StoreUnavailableError } from '@app/stores';
import { Injectable, NotFoundException } from '@nestjs/common';
import type { CountedPokemon, ListQuery, PokemonPage } from './pokemon.dto.js';
import type { PokemonEntity } from './pokemon.entity.js';
import { PokemonRepository } from './pokemon.repository.js';

/** Finds Pokémon in the cache or the catalogue, and counts the visits to them. */
@Injectable()
export class PokemonService {
  constructor(
    private readonly cache: RowCache<PokemonEntity>,
    private readonly repository: PokemonRepository,
    private readonly counter: Counter,
  ) {}

  /**
   * Counts a visit by what this process knows. If it doesn't know the name, fresh, undefined is returned, and nothing is
   * counted.
   *
   * @param name normalised
   * @throws NotFoundException if there is no Pokémon of that name
   * @throws StoreUnavailableError if the visit is not counted
   */
  countKnown(name: string): Promise<CountedPokemon> | undefined {
    const row = this.cache.known(name);
    return row === null ? Promise.reject(nobodyNamed(name)) : row && this.number(row);
  }

  /**
   * Finds a Pokémon without counting.
   *
   * @param name normalised
   * @throws NotFoundException if there is none of that name
   * @throws StoreUnavailableError if the catalogue is needed and away
   */
  async find(name: string): Promise<PokemonEntity> {
    const row = await inSpan('find row', {}, (span) => {
      const found = this.cache.find(name, this.repository);
      const result = found instanceof Promise ? 'miss' : found ? 'hit' : 'unknown';
      span?.setAttribute('minipokedex.cache.result', result);
      return found;
    });
    if (!row) throw nobodyNamed(name);
    return row;
  }

  /**
   * Counts a visit to a Pokémon.
   *
   * @throws StoreUnavailableError if the visit is not counted
   */
  async count(row: PokemonEntity): Promise<CountedPokemon> {
    return inSpan('count visit', {}, async (span) => {
      const counted = await this.number(row);
      span?.setAttribute('minipokedex.count.degraded', counted.count === null);
      return counted;
    });
  }

  /**
   * Lists Pokémon by name, without counting.
   *
   * @throws StoreUnavailableError if the catalogue is away
   */
  async list({ after, limit }: ListQuery): Promise<Omit<PokemonPage, 'statusCode'> & { degraded: boolean }> {
    const [rows, reading] = await Promise.all([
      this.repository.list({ after, limit: limit + 1 }),
      this.readCounts(),
    ]);
    const page = rows.slice(0, limit);
    return {
      data: page.map(({ name, type }) => {
        const count = !reading || reading.isAway(name) ? null : (reading.counts.get(name) ?? 0);
        return { name, type, count };
      }),
      next: rows.length > limit ? page.at(-1)!.name : null,
      degraded: !reading?.complete,
    };
  }

  /** All counts by name, without those that are 0; null while the counter is away. */
  async counts(): Promise<ReadonlyMap<string, number> | null> {
    const reading = await this.readCounts();
    return reading && reading.counts;
  }

  private async number({ name, type }: PokemonEntity): Promise<CountedPokemon> {
    return { name, type, count: await this.counter.visit(name) };
  }

  private async readCounts(): Promise<CountsReading | null> {
    try {
      return await inSpan('read counts', {}, () => this.counter.readCounts());
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return null;
    }
  }
}

function nobodyNamed(name: string): NotFoundException {
  return new NotFoundException(`No Pokémon is named ${name}.`);
}
