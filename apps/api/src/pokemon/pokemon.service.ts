import { RowCache } from '@app/cache';
import { Counter, type CountsReading } from '@app/counter';
import { inSpan } from '@app/observability';
import { StoreUnavailableError } from '@app/stores';
import { Injectable, NotFoundException } from '@nestjs/common';
import type { Span } from '@opentelemetry/api';
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

  /** The row of a normalised name if this process has it fresh, so that no store is needed for it. */
  known(name: string): PokemonEntity | undefined {
    return this.cache.known(name);
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
    if (!row) throw new NotFoundException(`No Pokémon is named ${name}.`);
    return row;
  }

  /**
   * Counts a visit to a Pokémon.
   *
   * @throws StoreUnavailableError if the visit is not counted
   */
  async count({ name, type }: PokemonEntity): Promise<CountedPokemon> {
    const count = await inSpan('count visit', {}, (span) => {
      const visit = this.counter.visit(name);
      return span ? markDegraded(span, visit) : visit;
    });
    return { name, type, count };
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

  private async readCounts(): Promise<CountsReading | null> {
    try {
      return await inSpan('read counts', {}, () => this.counter.readCounts());
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return null;
    }
  }
}

async function markDegraded(span: Span, visit: Promise<number | null>): Promise<number | null> {
  const number = await visit;
  span.setAttribute('minipokedex.count.degraded', number === null);
  return number;
}
