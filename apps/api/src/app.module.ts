import { type Settings, SettingsModule, version } from '@app/config';
import { CounterModule, redisSpans, SnapshotModule } from '@app/counter';
import { HealthModule } from '@app/health';
import { LoggingModule, MetricsModule, TracingModule } from '@app/observability';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { DocsController } from './docs/docs.controller.js';
import { HttpModule } from './http/http.module.js';
import { fastifyOptions } from './http/server/fastify.options.js';
import { PokemonModule } from './pokemon/pokemon.module.js';
import { VersionController } from './version/version.controller.js';

/** The whole service; nothing but its settings decides what it is made of. */
@Module({
  imports: [
    MetricsModule,
    HttpModule,
    HealthModule,
    CounterModule,
    SnapshotModule,
    // The features.
    PokemonModule,
  ],
  controllers: [VersionController, DocsController],
})
class AppModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.forRoot(settings),
        LoggingModule.forRoot(settings),
        ...(settings.tracing ? [TracingModule.forRoot(version, [redisSpans])] : []),
      ],
    };
  }
}

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
