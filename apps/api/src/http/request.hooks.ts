import type { ShutdownState } from '@app/health';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { commonHeaders, sendAnswer } from './answer.js';
import { errorAnswer } from './error.envelope.js';
import type { RequestRecorder } from './request.recorder.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer lasts for as long as its reader stays, so that its duration says nothing about the service. */
    endless?: boolean;
    /** The request header that the route's answers depend on, those of refused requests included. */
    varyBy?: string;
  }
}

const ALLOWED_METHODS = 'GET, HEAD, OPTIONS';

/**
 * Adds what every request passes before it is routed and after it was answered: hooks of Fastify, since unknown paths and
 * other methods reach no interceptor of Nest.
 */
export function addRequestHooks(
  fastify: FastifyInstance,
  shutdown: ShutdownState,
  recorder: RequestRecorder,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (shutdown.isShuttingDown) reply.header('connection', 'close');
    if (answerWithoutRoute(request, reply)) return;
    const { varyBy, endless } = request.routeOptions.config;
    // Who closes one side may still wait for an answer, but for no endless one.
    if (endless) request.raw.socket.once('end', () => reply.raw.destroy());
    if (varyBy !== undefined) varyAlsoBy(varyBy, reply);
    done();
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const { url = 'unmatched', config } = request.routeOptions;
    recorder.record({
      requestId: request.id,
      method: request.method,
      url: request.originalUrl,
      route: config.endless ? undefined : url,
      status: reply.statusCode,
      ms: reply.elapsedTime,
    });
    done();
  });
}

/**
 * Sets the headers of every answer, and answers at once what no route decides.
 *
 * @returns whether the request was answered
 */
export function answerWithoutRoute(request: FastifyRequest, reply: FastifyReply): boolean {
  const { id, method, url } = request;
  reply.headers(commonHeaders(id, url));
  if (method === 'GET' || method === 'HEAD') return false;
  if (method === 'OPTIONS') {
    void reply.code(204).header('allow', ALLOWED_METHODS).send();
    return true;
  }
  const description = `${method} is not allowed; use one of ${ALLOWED_METHODS}.`;
  sendAnswer(request, reply, errorAnswer(405, description, { allow: ALLOWED_METHODS }));
  return true;
}

function varyAlsoBy(header: string, reply: FastifyReply): void {
  const given = reply.getHeader('vary');
  reply.header('vary', given === undefined ? header : `${String(given)}, ${header}`);
}
