import { setTimeout as sleep } from 'node:timers/promises';
import { SHUTDOWN_BUDGET_MS } from '@app/config';
import {
  type DynamicModule,
  Inject,
  Logger,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { NodeSDK } from '@opentelemetry/sdk-node';

const SDK = Symbol('OpenTelemetry SDK');
const INSTRUMENTATIONS = Symbol('instrumentations');

/** Makes spans of what a library publishes about itself, for the whole process. */
export interface Instrumentation {
  enable(): void;
  disable(): void;
}

/**
 * Starts OpenTelemetry's SDK and shuts it down. Imported only when tracing is configured: without an SDK, spans made
 * through OpenTelemetry's API are no-ops, and none of the SDK's code is loaded.
 */
@Module({})
export class TracingModule implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('tracing');

  constructor(
    @Inject(SDK) private readonly sdk: NodeSDK,
    @Inject(INSTRUMENTATIONS) private readonly instrumentations: readonly Instrumentation[],
  ) {}

  /** @param version of the service, an attribute of every span */
  static forRoot(version: string, instrumentations: readonly Instrumentation[]): DynamicModule {
    const startSdk = async () => (await import('./opentelemetry.sdk.js')).startSdk(version);
    return {
      module: TracingModule,
      // Nest shuts global modules down last, so that the spans of closing stores are exported too.
      global: true,
      providers: [
        { provide: SDK, useFactory: startSdk },
        { provide: INSTRUMENTATIONS, useValue: instrumentations },
      ],
    };
  }

  onModuleInit(): void {
    for (const instrumentation of this.instrumentations) instrumentation.enable();
  }

  /** Exports the last spans. */
  async onApplicationShutdown(): Promise<void> {
    for (const instrumentation of this.instrumentations) instrumentation.disable();
    const flushed = this.sdk.shutdown().then(() => undefined, String);
    const limitMs = SHUTDOWN_BUDGET_MS.spans;
    const late = `the collector did not take them within ${limitMs} ms`;
    const fault = await Promise.race([flushed, sleep(limitMs, late, { ref: false })]);
    if (fault) this.logger.warn(`the last spans are lost: ${fault}`);
  }
}
