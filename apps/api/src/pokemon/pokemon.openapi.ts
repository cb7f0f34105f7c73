import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ErrorEnvelope } from '../http/error.envelope.js';
import { PokemonPage, Visit } from './pokemon.dto.js';

const degraded = {
  'X-Degraded': { description: '`counter` while counts are null', schema: { type: 'string' as const } },
};

const errors = (descriptions: Readonly<Record<number, string>>) =>
  Object.entries(descriptions).map(([status, description]) =>
    ApiResponse({ status: Number(status), description, standardSchema: ErrorEnvelope }),
  );

const nameErrors = errors({
  400: 'No Pokémon can have this name',
  404: 'No Pokémon has this name',
  503: 'A store that the answer needs is down; `Retry-After` tells when to try again',
});

/** Documents `GET /:name`. */
export const ApiVisit = () =>
  applyDecorators(
    ApiOperation({ operationId: 'visit', summary: 'The Pokémon, and the number of this visit' }),
    ApiOkResponse({ description: 'Counted', headers: degraded, standardSchema: Visit }),
    ...nameErrors,
  );

/** Documents `HEAD /:name`. */
export const ApiLookUp = () =>
  applyDecorators(
    ApiOperation({ operationId: 'lookUp', summary: 'Whether there is such a Pokémon; not counted' }),
    ApiOkResponse({ description: 'There is one' }),
    ...nameErrors,
  );

/** Documents `GET /`. */
export const ApiList = () =>
  applyDecorators(
    ApiOperation({ operationId: 'list', summary: 'Pokémon by name with their counts; not counted' }),
    ApiOkResponse({
      description: 'A page',
      headers: degraded,
      standardSchema: PokemonPage,
    }),
    ...errors({ 400: 'A bad or empty value', 503: 'The catalogue is down' }),
  );

/** Of one event, since OpenAPI 3.1 has no schema for a stream of them. */
const event = {
  type: 'object' as const,
  required: ['id', 'event', 'data'],
  properties: {
    id: { type: 'string' as const },
    event: { type: 'string' as const, enum: ['counts', 'changes', 'degraded', 'heartbeat'] },
    data: { type: 'string' as const, description: 'JSON: counts by name' },
  },
};

/** Documents `GET /counts/events`. */
export const ApiLiveCounts = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'followCounts',
      summary: 'The counts as they change, about once a second, as server-sent events',
      description:
        'The data of each event is an object of counts by name. `counts`: all that are not 0, first of all and when ' +
        'the counter is back. `changes`: those that changed since. `degraded`: the counter is away. `heartbeat`: ' +
        'nothing, every 15 seconds.',
    }),
    ApiOkResponse({
      description: 'Lasts until either side ends it',
      content: { 'text/event-stream': { schema: event } },
    }),
    ...errors({ 503: 'Too many follow the counts; `Retry-After` tells when to try again' }),
  );
