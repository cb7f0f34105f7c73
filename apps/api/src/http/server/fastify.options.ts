import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { requestIdOf, sendAnswer } from '../answer.js';
import { errorAnswer } from '../error.envelope.js';
import { answerWithoutRoute } from '../request.hooks.js';
import { DrainingServer } from './draining.server.js';
import { answerRefusedRequest, refuseExpectation } from './parser.refusal.js';

/** Limits of what a client may send, times in milliseconds. */
const limits = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  /** Node looks for late senders only this often. */
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 72_000,
  /** Bytes of the request line and all headers. */
  maxHeaderSize: 16 * 1024,
  /** A request without a Host, or with two, is answered in the envelope instead. */
  requireHostHeader: false,
  joinDuplicateHeaders: true,
};

/** Fastify as the contract needs it. Its logger stays off, since a child logger per request is not free. */
export const fastifyOptions = {
  logger: false,
  genReqId: (request) => requestIdOf(request.headers),
  frameworkErrors: answerUnroutable,
  clientErrorHandler(this: FastifyInstance, error, socket) {
    void answerRefusedRequest(this, this.server as DrainingServer, error, socket);
  },
  serverFactory: (handler) => new DrainingServer(limits, handler).on('checkExpectation', refuseExpectation),
  // The server drains its connections by itself; Fastify would cut them between two requests.
  forceCloseConnections: false,
  return503OnClosing: false,
  // The longest target that fits into the header limit, so that a caller learns the rule of a name instead.
  routerOptions: { maxParamLength: 16 * 1024 },
} satisfies FastifyServerOptions;

/** Answers what Fastify's router can't read, such as broken UTF-8, before any hook runs. */
function answerUnroutable(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  if (answerWithoutRoute(request, reply)) return;
  const description = 'The path is not valid percent-encoded UTF-8.';
  sendAnswer(request, reply, errorAnswer(400, description, { connection: 'close' }));
}
