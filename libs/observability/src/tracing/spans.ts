import {
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** The service's tracer: a no-op until an SDK is registered. */
export const tracer = trace.getTracer('minipokedex');

/** A call to a store, as OpenTelemetry's semantic conventions for database clients describe it. */
export interface StoreCall {
  system: 'mysql' | 'sqlite' | 'redis' | 'memcached';
  /** The command, such as `SELECT`. */
  operation: string;
  /** The table. */
  collection?: string;
  /** The schema, or the number of a Redis database. */
  namespace?: string;
  /** The statement, with placeholders for its values. */
  query?: string;
  host?: string;
  port?: number;
}

/** The active span, if it is recorded. */
export function recordedSpan(): Span | undefined {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? span : undefined;
}

/**
 * Makes a call inside a span of its own, which ends with the call. Without a recorded parent there is no span, and the
 * call is simply made: background work starts no trace.
 *
 * @param options `parent` defaults to the active span
 */
export function inSpan<Result>(
  name: string,
  options: SpanOptions & { parent?: Span },
  call: (span?: Span) => Result,
): Result | Promise<Awaited<Result>> {
  const parent = options.parent ?? recordedSpan();
  return parent ? endWith(startBelow(parent, name, options), call) : call();
}

/** The same for a call to a store. */
export function inStoreSpan<Result>(call: StoreCall, make: () => Result): Result | Promise<Awaited<Result>> {
  const span = startStoreSpan(call);
  return span ? endWith(span, make) : make();
}

/** Starts the span of a call to a store below the active span; undefined if that is not recorded. */
export function startStoreSpan(call: StoreCall): Span | undefined {
  const parent = recordedSpan();
  if (!parent) return undefined;
  const { system, operation, collection, namespace, query, host, port } = call;
  const target = collection ?? namespace ?? (host && `${host}:${port}`);
  return startBelow(parent, target === undefined ? operation : `${operation} ${target}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': system,
      'db.operation.name': operation,
      'db.collection.name': collection,
      'db.namespace': namespace,
      'db.query.text': query,
      'server.address': host,
      'server.port': port,
    },
  });
}

/** Ends a span, as failed if there is an error. */
export function endSpan(span: Span, error?: unknown): void {
  if (error !== undefined) {
    const { code, name } = error as NodeJS.ErrnoException;
    // The message is left out, since a driver may repeat values in it. The log has it under the same trace id.
    span.setAttribute('error.type', code ?? name ?? 'Error').setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function startBelow(parent: Span, name: string, options: SpanOptions): Span {
  return tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, parent));
}

async function endWith<Result>(span: Span, call: (span: Span) => Result): Promise<Awaited<Result>> {
  try {
    const result = await context.with(trace.setSpan(ROOT_CONTEXT, span), () => call(span));
    endSpan(span);
    return result;
  } catch (error) {
    endSpan(span, error);
    throw error;
  }
}
