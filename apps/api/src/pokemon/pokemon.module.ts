import { CacheModule, RowCache } from '@app/cache';
import { Counter, CounterModule } from '@app/counter';
import { HealthModule } from '@app/health';
import { Tracer } from '@app/observability';
import { PersistenceModule, PokemonRepository } from '@app/persistence';
import { Module } from '@nestjs/common';
import { PokedexPage } from '../page/pokedex-page.js';
import { CountsEventsController } from './counts-events.controller.js';
import { LiveCounts } from './live-counts.js';
import { PokemonController } from './pokemon.controller.js';
import { PokemonService } from './pokemon.service.js';
import { tracedCounts, tracedRows } from './traced-stores.js';
import { VisitLane } from './visit-lane.js';

function createService(rows: RowCache, repository: PokemonRepository, counter: Counter, tracer?: Tracer) {
  return tracer
    ? new PokemonService(tracedRows(rows, tracer), repository, tracedCounts(counter, tracer))
    : new PokemonService(rows, repository, counter);
}

@Module({
  imports: [PersistenceModule, CacheModule, CounterModule, HealthModule],
  controllers: [CountsEventsController, PokemonController],
  providers: [
    LiveCounts,
    PokedexPage,
    {
      provide: PokemonService,
      inject: [RowCache, PokemonRepository, Counter, { token: Tracer, optional: true }],
      useFactory: createService,
    },
    VisitLane,
  ],
})
export class PokemonModule {}
