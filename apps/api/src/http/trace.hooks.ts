import type { Tracer } from '@app/observability';
import type { Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Routes that Kubernetes asks every few seconds. */
const probes = /^\/health(z$|\/|$)/;

/**
 * Gives each request a span, save for probes and answers without an end. To be called before other hooks are added: they
 * run within it.
 */
export function addTraceHooks(fastify: FastifyInstance, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();

  fastify.addHook('onRequest', (request, _reply, done) => {
    const { url: route, config } = request.routeOptions;
    if (config.endless || (route !== undefined && probes.test(route))) return done();
    const span = startSpan(tracer, request);
    spans.set(request, span);
    tracer.within(span, done);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    if (!span) return done();
    tracer.endRequest(span, reply.statusCode);
    // An answer ends outside of its request's context, and its line in the log is yet to be written.
    tracer.within(span, done);
  });
}

function startSpan(tracer: Tracer, request: FastifyRequest): Span {
  const { method, routeOptions, protocol, url, raw, hostname, port, headers } = request;
  return tracer.startRequest({
    method,
    route: routeOptions.url,
    scheme: protocol,
    path: url.split('?', 1)[0]!,
    httpVersion: raw.httpVersion,
    host: hostname,
    port,
    headers,
  });
}
