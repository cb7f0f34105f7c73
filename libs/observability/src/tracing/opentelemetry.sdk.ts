import { setTimeout as sleep } from 'node:timers/promises';
import { SHUTDOWN_BUDGET_MS } from '@app/config';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { context, diag, type DiagLogger, DiagLogLevel, ROOT_CONTEXT } from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Instrumentation } from './tracing.module.js';

/** Distinct messages that are remembered as logged. */
const MAX_MESSAGES = 100;

/** The SDK for traces alone, registered with the API; the `OTEL_*` variables decide everything else. */
export class OpenTelemetrySdk implements OnApplicationShutdown {
  private readonly sdk: NodeSDK;

  constructor(
    version: string,
    private readonly instrumentations: readonly Instrumentation[],
  ) {
    this.sdk = new NodeSDK({
      // The SDK's detectors, one of which reads the environment, override these.
      resource: defaultResource().merge(
        resourceFromAttributes({ 'service.name': 'minipokedex', 'service.version': version }),
      ),
      metricReaders: [],
      logRecordProcessors: [],
    });
    // After the constructor, which sets a logger that prints to the console if OTEL_LOG_LEVEL is given.
    diag.setLogger(new SdkLog(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    this.sdk.start();
    for (const instrumentation of instrumentations) instrumentation.enable();
  }

  /** Exports the last spans. */
  async onApplicationShutdown(): Promise<void> {
    for (const instrumentation of this.instrumentations) instrumentation.disable();
    const flushed = this.sdk.shutdown().then(() => undefined, String);
    const limitMs = SHUTDOWN_BUDGET_MS.spans;
    const late = `the collector did not take them within ${limitMs} ms`;
    const fault = await Promise.race([flushed, sleep(limitMs, late, { ref: false })]);
    if (fault) new Logger('tracing').warn(`the last spans are lost: ${fault}`);
  }
}

/** Passes the SDK's messages to the service's log, each once: it repeats them for every batch that fails to export. */
class SdkLog implements DiagLogger {
  private readonly logger = new Logger('tracing');
  private readonly logged = new Set<string>();

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
    if (this.logged.has(message) || this.logged.size === MAX_MESSAGES) return;
    this.logged.add(message);
    // The SDK's timers carry the context of the request that started them.
    context.with(ROOT_CONTEXT, () => this.logger.warn(message));
  }
}

/** The SDK reports an error as a JSON object of its properties. */
function reasonOf(message: string): string {
  try {
    const error = JSON.parse(message) as { message?: string; code?: string; name?: string };
    return error.message || error.code || error.name || message;
  } catch {
    return message;
  }
}
