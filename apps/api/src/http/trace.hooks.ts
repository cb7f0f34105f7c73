import { tracer } from '@app/observability';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Kubernetes requests the route every few seconds, so that its spans would drown all others. */
    probe?: boolean;
  }
}

/**
 * Gives each request a span, except for probes and endless answers. To be called before other hooks are added, so that
 * they run inside the span.
 */
export function addTraceHooks(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();

  fastify.addHook('onRequest', (request, _reply, done) => {
    const { endless, probe } = request.routeOptions.config;
    if (endless || probe) return done();
    const span = startSpan(request);
    spans.set(request, span);
    context.with(trace.setSpan(ROOT_CONTEXT, span), done);
  });

  fastify.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request);
    if (!span) return done();
    span.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500)
      span.setAttribute('error.type', String(statusCode)).setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    // An answer ends outside of its request's context, and its log line is yet to be written.
    context.with(trace.setSpan(ROOT_CONTEXT, span), done);
  });
}

/**
 * Starts a span in the caller's trace if the headers name one, by OpenTelemetry's semantic conventions for HTTP servers.
 * Whatever may identify a visitor is left out: address, query, user agent.
 */
function startSpan(request: FastifyRequest): Span {
  const { method, hostname, port } = request;
  const route = request.routeOptions.url;
  const attributes = {
    'http.request.method': method,
    'http.route': route,
    'url.scheme': request.protocol,
    'url.path': request.url.split('?', 1)[0]!,
    'network.protocol.version': request.raw.httpVersion,
    'server.address': hostname || undefined,
    'server.port': port ?? undefined,
  };
  const name = route === undefined ? method : `${method} ${route}`;
  const caller = propagation.extract(ROOT_CONTEXT, request.headers);
  return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, caller);
}
