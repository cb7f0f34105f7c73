import type { ShutdownState } from '@app/health';
import type { HttpMetrics } from '@app/observability';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isReading, methodNotAllowed } from './methods.js';
import type { Problem } from './problem.js';
import { sendAllowedMethods, sendProblem } from './reply.js';
import { REQUEST_ID_HEADER } from './request-id.js';
import { dataHeaders, pageHeaders } from './security-headers.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer lasts for as long as its reader stays: neither its duration nor its end tells how the service does. */
    endless?: boolean;
  }
}

const missingHost: Problem = {
  statusCode: 400,
  type: 'BAD_REQUEST',
  description: 'An HTTP/1.1 request needs one Host header.',
  headers: { Connection: 'close' },
};

interface HookOptions {
  shutdown: ShutdownState;
  metrics: HttpMetrics;
  logRequests: boolean;
}

/** What every request gets, before it is routed and after it was answered. Plain Fastify hooks: the hot path. */
export function addRequestHooks(fastify: FastifyInstance, options: HookOptions): void {
  const { shutdown, metrics, logRequests } = options;
  const logger = new Logger('http');

  fastify.addHook('onRequest', (request, reply, done) => {
    if (shutdown.isShuttingDown) reply.header('Connection', 'close');
    if (answerWithoutRoute(request, reply)) return;
    done();
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const { url = 'unmatched', config } = request.routeOptions;
    if (!config.endless) metrics.observe(request.method, url, reply.statusCode, reply.elapsedTime);
    if (logRequests)
      logger.log(
        {
          requestId: request.id,
          method: request.method,
          url: request.originalUrl,
          status: reply.statusCode,
          ms: reply.elapsedTime,
        },
        'request',
      );
    done();
  });
}

/**
 * Sets the headers of every answer, and answers at once what no route decides.
 *
 * @returns whether the request was answered
 */
export function answerWithoutRoute(request: FastifyRequest, reply: FastifyReply): boolean {
  // On Fastify's reply, not on Node's response: headers that are set there cost several times as much.
  reply.header(REQUEST_ID_HEADER, request.id);
  reply.headers(request.url.startsWith('/docs') ? pageHeaders : dataHeaders);
  if (request.raw.httpVersion === '1.1' && request.headers.host === undefined)
    sendProblem(request, reply, missingHost);
  else if (isReading(request.method)) return false;
  else if (request.method === 'OPTIONS') sendAllowedMethods(reply);
  else sendProblem(request, reply, methodNotAllowed(request.method));
  return true;
}
