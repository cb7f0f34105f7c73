import { type DynamicModule, Module } from '@nestjs/common';
import { Tracer } from './tracer.js';

/** Loads OpenTelemetry and provides the `Tracer`, for those who have tracing switched on. */
@Module({})
export class TracingModule {
  /** @param version of the service, for its spans */
  static forRoot(version: string): DynamicModule {
    return {
      module: TracingModule,
      global: true,
      providers: [
        {
          provide: Tracer,
          useFactory: async () => {
            const { OpenTelemetryTracer } = await import('./opentelemetry.tracer.js');
            return OpenTelemetryTracer.start(version);
          },
        },
      ],
      exports: [Tracer],
    };
  }
}
