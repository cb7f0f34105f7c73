import type { IncomingHttpHeaders } from 'node:http';
import type { Attributes, Span } from '@opentelemetry/api';

/** A request as its span tells of it. The path is without its query, which may hold anything. */
export interface TracedRequest {
  method: string;
  /** The template of the route; absent where none was found. */
  route?: string;
  scheme: string;
  path: string;
  httpVersion: string;
  host?: string;
  port?: number | null;
  /** May name the caller's span. */
  headers: IncomingHttpHeaders;
}

/** A call to a store as its span tells of it. */
export interface StoreCall {
  system: 'mysql' | 'sqlite' | 'redis' | 'memcached';
  /** The command, such as `SELECT`. */
  operation: string;
  /** The table. */
  collection?: string;
  /** The schema, or the number of Redis's database. */
  namespace?: string;
  /** The statement with placeholders for its values. */
  query?: string;
  host?: string;
  port?: number;
}

export interface SpanOptions {
  attributes?: Attributes;
  /** By default the span under way. */
  parent?: Span;
  /** Spans of other requests that it works for. */
  causes?: readonly Span[];
}

/**
 * Makes spans. It is there only if tracing is switched on: who can use it takes it as an optional dependency, and does
 * nothing at all for tracing where there is none. Types are OpenTelemetry's; its code is loaded by the one class that
 * implements this.
 */
export abstract class Tracer {
  /** Starts the span of a request, in its caller's trace if the headers name one. `endRequest` ends it. */
  abstract startRequest(request: TracedRequest): Span;

  abstract endRequest(span: Span, statusCode: number): void;

  /** Starts a span below another one; undefined where nothing is recorded, as outside of any request. */
  abstract start(name: string, options?: SpanOptions): Span | undefined;

  /** The same for a call to a store. */
  abstract startCall(call: StoreCall): Span | undefined;

  /** Ends a span as failed. */
  abstract fail(span: Span, error: unknown): void;

  /** The span under way, if it is recorded. */
  abstract get active(): Span | undefined;

  /** Makes a call with a span as the one under way, or with none. */
  abstract within<Result>(span: Span | undefined, call: () => Result): Result;

  /** Names the span under way, recorded or not, for a line of the log; empty if there is none. */
  abstract logFields(): Record<string, string>;

  /** Makes a call in the span that was started for it, and ends that with it. Without one it is only made. */
  async trace<Result>(
    span: Span | undefined,
    call: () => Result | PromiseLike<Result>,
  ): Promise<Awaited<Result>> {
    if (!span) return await call();
    try {
      const result = await this.within(span, call);
      span.end();
      return result;
    } catch (error) {
      this.fail(span, error);
      throw error;
    }
  }
}
