import { SERVICE_SETTINGS, type ServiceSettings, TRACING } from '@app/config';
import { HealthModule, ShutdownState } from '@app/health';
import { BadRequestException, Inject, Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { toJson } from './answer.js';
import { Cors } from './cors.js';
import { ErrorEnvelopeFilter } from './error.envelope.js';
import { addRequestHooks } from './request.hooks.js';
import { RequestRecorder } from './request.recorder.js';
import { addTraceHooks } from './trace.hooks.js';

/** What all routes share: input is validated by its schema, errors become the envelope, requests are recorded. */
@Module({
  imports: [HealthModule],
  providers: [
    RequestRecorder,
    {
      // Undefined without configured origins: no answer has CORS headers then.
      provide: Cors,
      inject: [SERVICE_SETTINGS],
      useFactory: ({ corsOrigins }: ServiceSettings) =>
        corsOrigins.length > 0 ? new Cors(corsOrigins) : undefined,
    },
    { provide: APP_FILTER, useClass: ErrorEnvelopeFilter },
    {
      provide: APP_PIPE,
      useValue: new StandardSchemaValidationPipe({
        exceptionFactory: ([issue]) => new BadRequestException(issue!.message),
      }),
    },
  ],
  exports: [Cors, RequestRecorder],
})
export class HttpModule {
  constructor(
    { httpAdapter }: HttpAdapterHost<FastifyAdapter>,
    shutdown: ShutdownState,
    recorder: RequestRecorder,
    @Inject(TRACING) tracing: boolean,
    @Inject(Cors) cors?: Cors,
  ) {
    const fastify = httpAdapter.getInstance();
    fastify.setReplySerializer(toJson);
    if (cors) {
      // The adapter's own hook runs first, so that a target it refuses has these headers too.
      httpAdapter.setOnRequestHook((request, reply, done) => {
        reply.headers(cors.headersFor(request.method, request.headers));
        done();
      });
    }
    if (tracing) addTraceHooks(fastify);
    addRequestHooks(fastify, shutdown, recorder);
  }
}
