import { type DynamicModule, Module } from '@nestjs/common';

/** Makes spans of what a library publishes about itself, for the whole process. */
export interface Instrumentation {
  enable(): void;
  disable(): void;
}

/**
 * Runs OpenTelemetry's SDK. Imported only when tracing is configured: without an SDK, spans made through OpenTelemetry's
 * API are no-ops, and none of the SDK's code is loaded.
 */
@Module({})
export class TracingModule {
  /** @param version of the service, an attribute of every span */
  static forRoot(version: string, instrumentations: readonly Instrumentation[]): DynamicModule {
    const startSdk = async () => {
      const { OpenTelemetrySdk } = await import('./opentelemetry.sdk.js');
      return new OpenTelemetrySdk(version, instrumentations);
    };
    // Nest shuts global modules down last, so that the spans of closing stores are exported too.
    return { module: TracingModule, global: true, providers: [{ provide: 'SDK', useFactory: startSdk }] };
  }
}
