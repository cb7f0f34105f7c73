import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions as OtelSpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { ATTR_ERROR_TYPE, ATTR_HTTP_RESPONSE_STATUS_CODE } from '@opentelemetry/semantic-conventions';
import { SERVICE_NAME, startSdk } from './opentelemetry.sdk.js';
import { callAttributes, callName, requestAttributes, requestName } from './semantic-attributes.js';
import { type SpanOptions, type StoreCall, type TracedRequest, Tracer } from './tracer.js';

/** How long a shutdown waits for the collector to take the last spans: what the grace period leaves after all else. */
const FLUSH_LIMIT_MS = 1000;

/** Makes spans with OpenTelemetry. Loaded only where tracing is switched on. */
export class OpenTelemetryTracer extends Tracer implements OnApplicationShutdown {
  private readonly logger = new Logger('tracing');
  private readonly tracer = trace.getTracer(SERVICE_NAME);

  private constructor(private readonly sdk: Pick<NodeSDK, 'shutdown'>) {
    super();
  }

  /** Starts the SDK as the environment says. */
  static start(version: string): OpenTelemetryTracer {
    return new OpenTelemetryTracer(startSdk(version));
  }

  startRequest(request: TracedRequest): Span {
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    const options = { kind: SpanKind.SERVER, attributes: requestAttributes(request) };
    return this.tracer.startSpan(requestName(request), options, caller);
  }

  endRequest(span: Span, statusCode: number): void {
    span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
    if (statusCode >= 500) {
      span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  start(name: string, { attributes, parent, causes }: SpanOptions = {}): Span | undefined {
    const links = causes?.map((cause) => ({ context: cause.spanContext() }));
    return this.startBelow(parent ?? this.active, name, { attributes, links });
  }

  startCall(call: StoreCall): Span | undefined {
    const options = { kind: SpanKind.CLIENT, attributes: callAttributes(call) };
    return this.startBelow(this.active, callName(call), options);
  }

  get active(): Span | undefined {
    const span = trace.getActiveSpan();
    return span?.isRecording() ? span : undefined;
  }

  within<Result>(span: Span | undefined, call: () => Result): Result {
    return context.with(span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT, call);
  }

  fail(span: Span, error: unknown): void {
    const { code, name } = error as NodeJS.ErrnoException;
    // Not its message, in which a driver may repeat what it was given. The log tells more under the same trace id.
    span.setAttribute(ATTR_ERROR_TYPE, code ?? name ?? 'Error');
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  logFields(): Record<string, string> {
    const span = trace.getActiveSpan()?.spanContext();
    if (!span) return {};
    return {
      trace_id: span.traceId,
      span_id: span.spanId,
      trace_flags: span.traceFlags.toString(16).padStart(2, '0'),
    };
  }

  /** Sends the last spans. Nest calls it after the stores were closed, since global modules come last. */
  async onApplicationShutdown(): Promise<void> {
    const late = Symbol('late');
    const flushed = this.sdk.shutdown().catch((error: unknown) => {
      this.logger.warn(`the last spans are lost: ${String(error)}`);
    });
    if ((await Promise.race([flushed, sleep(FLUSH_LIMIT_MS, late, { ref: false })])) === late)
      this.logger.warn(
        `the last spans are lost: the collector did not take them within ${FLUSH_LIMIT_MS} ms`,
      );
  }

  private startBelow(parent: Span | undefined, name: string, options: OtelSpanOptions): Span | undefined {
    return parent && this.tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, parent));
  }
}
