import { Logger } from '@nestjs/common';
import { context, type DiagLogger, ROOT_CONTEXT } from '@opentelemetry/api';

/** Reasons that are remembered as said. */
const MAX_REASONS = 100;

/**
 * What the SDK has to say, in the service's own log: each thing once, since it would say so for every batch of spans
 * that a collector doesn't take.
 */
export class SdkLog implements DiagLogger {
  private readonly logger = new Logger('tracing');
  private readonly said = new Set<string>();

  /** An export failed, or another thing that costs spans. */
  error(message: string): void {
    this.once(`spans are lost: ${reasonOf(message)}; check the collector and the OTEL_ settings`);
  }

  warn(message: string): void {
    this.once(message);
  }

  info(): void {}
  debug(): void {}
  verbose(): void {}

  private once(message: string): void {
    if (this.said.has(message) || this.said.size === MAX_REASONS) return;
    this.said.add(message);
    // A timer of the SDK's carries the context of the request that started it.
    context.with(ROOT_CONTEXT, () => this.logger.warn(message));
  }
}

/** The SDK writes an error as a JSON object of its properties. */
function reasonOf(message: string): string {
  try {
    const error = JSON.parse(message) as { message?: string; code?: string; name?: string };
    return error.message || error.code || error.name || message;
  } catch {
    return message;
  }
}
