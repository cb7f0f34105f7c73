import type { Settings } from '@app/config';
import { ShutdownState } from '@app/health';
import { HttpMetrics } from '@app/observability';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { Registry } from 'prom-client';
import { AppModule } from './app.module.js';
import { fastifyOptions } from './http/fastify.options.js';
import { toJson } from './http/json.js';
import { addRequestHooks } from './http/request.hooks.js';
import { addTraceHooks } from './http/trace.hooks.js';
import { VISIT_ROUTE } from './pokemon/pokemon.controller.js';
import { VisitLane } from './pokemon/visit-lane.js';
import { registerBuildInfo } from './version/build-info.metric.js';

/** Builds the service, ready to listen; nothing but its settings decides what it is made of. */
export async function createApp(settings: Settings): Promise<NestFastifyApplication> {
  let lane: VisitLane | undefined;
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    // No Nest middleware is used, so that no request need ask for it.
    new FastifyAdapter({
      ...fastifyOptions((request, response) => lane?.take(request, response) ?? false),
      skipMiddie: true,
    }),
    { bufferLogs: true, routeConflictPolicy: { duplicate: 'error' } },
  );
  app.useLogger(app.get(Logger));
  const { corsOrigins, logRequests, revision } = settings.service;
  registerBuildInfo(app.get(Registry), revision);
  if (corsOrigins.length > 0) {
    app.enableCors({
      origin: [...corsOrigins],
      methods: 'GET,HEAD,OPTIONS',
      exposedHeaders: 'X-Request-Id,X-Degraded',
      preflightContinue: true,
      strictPreflight: false,
    });
  }
  const fastify = app.getHttpAdapter().getInstance();
  fastify.setReplySerializer(toJson);
  const metrics = app.get(HttpMetrics);
  metrics.expect('GET', VISIT_ROUTE, 200, 500, 503);
  if (settings.tracing) addTraceHooks(fastify);
  addRequestHooks(fastify, { shutdown: app.get(ShutdownState), metrics, logRequests });
  // The routes alone know CORS, the log of requests and traces.
  if (!logRequests && corsOrigins.length === 0 && !settings.tracing) lane = app.get(VisitLane);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return app;
}
