import { Controller, Get, Head, Header, Param, Query, Req, Res, Sse } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { JSON_TYPE } from '../http/answer.js';
import { PokedexPage } from '../page/pokedex.page.js';
import { type CountsEvent, LiveCounts } from './live.counts.js';
import { DEGRADED, ListQuery, PokemonName, type PokemonPage, type Visit } from './pokemon.dto.js';
import { ApiList, ApiLiveCounts, ApiLookUp, ApiVisit } from './pokemon.openapi.js';
import { PokemonService } from './pokemon.service.js';

/** Template of the route of a visit. */
export const VISIT_ROUTE = '/:name';

/** Characters buffered for a client that doesn't read: minutes of changes, or a few lists of all counts. */
const MAX_PENDING = 64 * 1024;

/** The catalogue, its visits, and their counts as they change. */
@ApiTags('pokemon')
@Controller()
export class PokemonController {
  constructor(
    private readonly pokemon: PokemonService,
    private readonly page: PokedexPage,
    private readonly live: LiveCounts,
  ) {}

  // Two segments, since every path of one belongs to a Pokémon.
  @Sse('counts/events', { maxPendingDataLength: MAX_PENDING })
  @RouteConfig({ endless: true })
  @ApiLiveCounts()
  events(): Observable<CountsEvent> {
    return this.live.watch();
  }

  @Get()
  @RouteConfig({ varyBy: 'Accept' })
  @ApiList()
  async list(
    @Query({ schema: ListQuery }) query: ListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PokemonPage | string> {
    const { degraded, ...page } = await this.pokemon.list(query);
    if (degraded) reply.headers(DEGRADED);
    if (!this.page.isPreferredBy(request.headers)) return { statusCode: 200, ...page };
    reply.headers(this.page.headers);
    return this.page.render({ ...page, degraded, limit: query.limit });
  }

  // Before GET: Fastify would answer HEAD with GET's handler, which counts.
  @Head(VISIT_ROUTE)
  @Header('Content-Type', JSON_TYPE)
  @ApiLookUp()
  async lookUp(@Param('name', { schema: PokemonName }) name: string): Promise<void> {
    await this.pokemon.find(name);
  }

  @Get(VISIT_ROUTE)
  @ApiVisit()
  async visit(
    @Param('name', { schema: PokemonName }) name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Visit> {
    const data = await this.pokemon.count(await this.pokemon.find(name));
    if (data.count === null) reply.headers(DEGRADED);
    return { statusCode: 200, data };
  }
}
