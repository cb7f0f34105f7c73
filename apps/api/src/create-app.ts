import type { Settings } from '@app/config';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { fastifyOptions } from './http/server/fastify.options.js';

/** Builds the service, ready to listen. */
export async function createApp(settings: Settings): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    // No Nest middleware is used, so that no request need pass it.
    new FastifyAdapter({ ...fastifyOptions, skipMiddie: true }),
    { bufferLogs: true, routeConflictPolicy: { duplicate: 'error' } },
  );
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return app;
}
