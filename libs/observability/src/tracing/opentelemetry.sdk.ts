import { Logger } from '@nestjs/common';
import { context, diag, type DiagLogger, DiagLogLevel, ROOT_CONTEXT } from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';

/** Distinct messages that are remembered as logged. */
const MAX_MESSAGES = 100;

/** Starts the SDK for traces alone and registers it; the `OTEL_*` variables decide everything else. */
export function startSdk(version: string): NodeSDK {
  const sdk = new NodeSDK({
    // The SDK's detectors, one of which reads the environment, override these.
    resource: defaultResource().merge(
      resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'minipokedex', [ATTR_SERVICE_VERSION]: version }),
    ),
    metricReaders: [],
    logRecordProcessors: [],
  });
  // After the constructor, which sets a logger that prints to the console if OTEL_LOG_LEVEL is given.
  diag.setLogger(new SdkLog(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  sdk.start();
  return sdk;
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
