import { Controller, Get, Head, Header, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { prefersHtml, varyByAccept } from '../http/accepted-type.js';
import { JSON_TYPE } from '../http/json.js';
import { PokedexPage } from '../page/pokedex-page.js';
import { parseListQuery } from './list-query.js';
import { ApiList, ApiLookUp, ApiVisit } from './pokemon.openapi.js';
import { parsePokemonName } from './pokemon-name.js';
import { PokemonService } from './pokemon.service.js';

/** Where a visit is answered. */
export const VISIT_ROUTE = '/:name';

/** The catalogue and its visits. */
@ApiTags('pokemon')
@Controller()
export class PokemonController {
  constructor(
    private readonly pokemon: PokemonService,
    private readonly page: PokedexPage,
  ) {}

  @Get()
  @ApiList()
  async list(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    varyByAccept(reply);
    const asked = parseListQuery(query);
    const page = await this.pokemon.list(asked);
    if (page.degraded) reply.header('X-Degraded', 'counter');
    if (prefersHtml(request)) {
      reply.headers(this.page.headers);
      return this.page.render(page, asked);
    }
    return { statusCode: 200, data: page.data, next: page.next };
  }

  // Before GET: Fastify would answer HEAD with GET's handler, which counts.
  @Head(VISIT_ROUTE)
  @Header('Content-Type', JSON_TYPE)
  @ApiLookUp()
  async lookUp(@Param('name') name: string): Promise<void> {
    await this.pokemon.find(parsePokemonName(name));
  }

  @Get(VISIT_ROUTE)
  @ApiVisit()
  async visit(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const data = await this.pokemon.visit(parsePokemonName(name));
    if (data.count === null) reply.header('X-Degraded', 'counter');
    return { statusCode: 200, data };
  }
}
