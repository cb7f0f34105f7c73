import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DEFAULT_LIMIT, MAX_LIMIT } from './list-query.js';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const pokemon: Schema = {
  type: 'object',
  required: ['name', 'type', 'count'],
  properties: {
    name: { type: 'string', example: 'charmander' },
    type: { type: 'string', example: 'fuego' },
    count: {
      type: 'integer',
      minimum: 0,
      nullable: true,
      example: 1,
      description: 'null while the counter is away',
    },
  },
};

const list: Schema = {
  type: 'object',
  required: ['statusCode', 'data', 'next'],
  properties: {
    statusCode: { type: 'integer', example: 200 },
    data: { type: 'array', items: pokemon },
    next: {
      type: 'string',
      nullable: true,
      description: 'The name to continue after; null when nothing follows',
    },
  },
};

const degraded = {
  'X-Degraded': { description: '`counter` while counts are null', schema: { type: 'string' as const } },
};

const name = ApiParam({
  name: 'name',
  description: 'In any case',
  schema: { type: 'string', minLength: 1, maxLength: 32 },
});

function ApiProblem(status: number, description: string) {
  return ApiResponse({
    status,
    description,
    schema: {
      type: 'object',
      required: ['statusCode', 'error'],
      properties: {
        statusCode: { type: 'integer', example: status },
        error: {
          type: 'object',
          required: ['type', 'description'],
          properties: { type: { type: 'string' }, description: { type: 'string' } },
        },
      },
    },
  });
}

const problems = [
  ApiProblem(400, 'No Pokémon can have this name'),
  ApiProblem(404, 'No Pokémon has this name'),
  ApiProblem(503, 'A store that the answer needs is down; `Retry-After` tells when to try again'),
];

/** Documents `GET /:name`. */
export function ApiVisit() {
  return applyDecorators(
    ApiOperation({ operationId: 'visit', summary: 'The Pokémon, and the number of this visit' }),
    name,
    ApiOkResponse({
      description: 'Counted',
      headers: degraded,
      schema: {
        type: 'object',
        required: ['statusCode', 'data'],
        properties: { statusCode: { type: 'integer', example: 200 }, data: pokemon },
      },
    }),
    ...problems,
  );
}

/** Documents `HEAD /:name`. */
export function ApiLookUp() {
  return applyDecorators(
    ApiOperation({ operationId: 'lookUp', summary: 'Whether there is such a Pokémon; not counted' }),
    name,
    ApiOkResponse({ description: 'There is one' }),
    ...problems,
  );
}

/** Documents `GET /`. */
export function ApiList() {
  return applyDecorators(
    ApiOperation({ operationId: 'list', summary: 'Pokémon by name with their counts; not counted' }),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
    }),
    ApiQuery({
      name: 'after',
      required: false,
      description: 'The name to continue after',
      schema: { type: 'string' },
    }),
    ApiOkResponse({
      description: 'A page',
      headers: degraded,
      content: {
        'application/json': { schema: list },
        'text/html': {
          schema: { type: 'string', description: 'The same for people, if `Accept` prefers it' },
        },
      },
    }),
    ApiProblem(400, 'A bad or empty value'),
    ApiProblem(503, 'The catalogue is down'),
  );
}

/** Documents `GET /counts/events`. */
export function ApiCountsEvents() {
  return applyDecorators(
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
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }),
    ApiProblem(503, 'Too many follow the counts; `Retry-After` tells when to try again'),
  );
}
