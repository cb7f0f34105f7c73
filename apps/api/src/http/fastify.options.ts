import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { answerClientError } from './client-error.js';
import type { DrainingServer } from './draining.server.js';
import { createHttpServer } from './http.server.js';
import { sendProblem } from './reply.js';
import { answerWithoutRoute } from './request.hooks.js';
import { requestIdOf } from './request-id.js';

/** Is offered each request ahead of the framework; returns whether it answers. */
export type RequestTaker = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Fastify as the contract needs it. Its logger stays off: a child logger per request is not free. */
export const fastifyOptions = (ahead: RequestTaker) =>
  ({
    logger: false,
    genReqId: (request) => requestIdOf(request.headers),
    frameworkErrors: answerUnroutable,
    clientErrorHandler(this: FastifyInstance, error, socket) {
      void answerClientError(this, this.server as DrainingServer, error, socket);
    },
    serverFactory: (handler) =>
      createHttpServer((request, response) => ahead(request, response) || handler(request, response)),
    // The server's own drain decides; Fastify's would cut connections between two requests.
    forceCloseConnections: false,
    return503OnClosing: false,
    schemaController: {
      compilersFactory: { buildValidator: withoutSchemas, buildSerializer: withoutSchemas },
    },
    // The longest target that fits into the header limit, so that the name's own rule is what a caller hears of.
    routerOptions: { maxParamLength: 16 * 1024 },
  }) satisfies FastifyServerOptions;

/** In place of Fastify's compilers of JSON Schema, which it would load at the start though no route has one. */
function withoutSchemas(): never {
  throw new Error('A route has a JSON schema: give Fastify its compilers back, in fastify.options.ts.');
}

/** Answers what Fastify's router can't read, such as broken UTF-8, before any hook runs. */
function answerUnroutable(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  if (answerWithoutRoute(request, reply)) return;
  sendProblem(request, reply, {
    statusCode: 400,
    type: 'BAD_REQUEST',
    description: 'The path is not valid percent-encoded UTF-8.',
    headers: { Connection: 'close' },
  });
}
