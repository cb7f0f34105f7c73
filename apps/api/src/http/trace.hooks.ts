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
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
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
    span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
    if (statusCode >= 500) {
      span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
    // An answer ends outside of its request's context, and its log line is yet to be written.
    context.with(trace.setSpan(ROOT_CONTEXT, span), done);
  });
}

/**
 * Starts a span in the caller's trace if the headers name one, by OpenTelemetry's semantic conventions for HTTP servers.
 * Whatever may identify a visitor is left out: address, query, user agent.
 */
function startSpan({
  method,
  routeOptions,
  protocol,
  url,
  raw,
  hostname,
  port,
  headers,
}: FastifyRequest): Span {
  const route = routeOptions.url;
  const attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_HTTP_ROUTE]: route,
    [ATTR_URL_SCHEME]: protocol,
    [ATTR_URL_PATH]: url.split('?', 1)[0]!,
    [ATTR_NETWORK_PROTOCOL_VERSION]: raw.httpVersion,
    [ATTR_SERVER_ADDRESS]: hostname || undefined,
    [ATTR_SERVER_PORT]: port ?? undefined,
  };
  const name = route === undefined ? method : `${method} ${route}`;
  const caller = propagation.extract(ROOT_CONTEXT, headers);
  return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, caller);
}
