import { type Settings, SettingsModule } from '@app/config';
import { CounterModule, redisSpans } from '@app/counter';
import { HealthModule } from '@app/health';
import { LoggingModule, MetricsModule, TracingModule } from '@app/observability';
import { SnapshotModule } from '@app/persistence';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { DocsController } from './docs/docs.controller.js';
import { OpenApiController } from './docs/openapi.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { PokemonModule } from './pokemon/pokemon.module.js';
import { SnapshotService } from './snapshot/snapshot.service.js';
import { version } from './version/package.js';
import { VersionController } from './version/version.controller.js';

/** The whole service. */
export class AppModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.forRoot(settings),
        ...(settings.tracing ? [TracingModule.forRoot(version, [redisSpans])] : []),
        LoggingModule.forRoot(settings.service),
        MetricsModule,
        HealthModule,
        PokemonModule,
        CounterModule,
        SnapshotModule,
      ],
      controllers: [VersionController, OpenApiController, DocsController],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }, SnapshotService],
    };
  }
}
