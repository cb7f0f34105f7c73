import { diag, DiagLogLevel } from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { SdkLog } from './sdk-log.js';

/** What is reported by the name of the service unless the environment gives another. */
export const SERVICE_NAME = 'minipokedex';

/** Starts the SDK for traces alone; the `OTEL_*` variables decide on everything else. */
export function startSdk(version: string): NodeSDK {
  const sdk = new NodeSDK({
    // Detectors overrule it: among them the one that reads the environment.
    resource: defaultResource().merge(
      resourceFromAttributes({ [ATTR_SERVICE_NAME]: SERVICE_NAME, [ATTR_SERVICE_VERSION]: version }),
    ),
    metricReaders: [],
    logRecordProcessors: [],
  });
  // After the constructor, which sets a logger that prints to the console if OTEL_LOG_LEVEL is given.
  diag.setLogger(new SdkLog(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  sdk.start();
  return sdk;
}
