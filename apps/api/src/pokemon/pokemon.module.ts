import { CacheModule } from '@app/cache';
import { CounterModule } from '@app/counter';
import { HealthModule } from '@app/health';
import { PersistenceModule } from '@app/persistence';
import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { RequestRecorder } from '../http/request.recorder.js';
import { PokedexPage } from '../page/pokedex.page.js';
import { LiveCounts } from './live.counts.js';
import { PokemonController, VISIT_ROUTE } from './pokemon.controller.js';
import { isPokemon, PokemonEntity } from './pokemon.entity.js';
import { PokemonRepository } from './pokemon.repository.js';
import { PokemonService } from './pokemon.service.js';
import { VisitFastPath } from './visit.fast-path.js';

@Module({
  imports: [
    HttpModule,
    PersistenceModule.forFeature([PokemonEntity]),
    CacheModule.forFeature({ prefix: 'v1:pokemon', isRow: isPokemon }),
    CounterModule,
    HealthModule,
  ],
  controllers: [PokemonController],
  providers: [LiveCounts, PokedexPage, PokemonRepository, PokemonService, VisitFastPath],
})
export class PokemonModule {
  constructor(recorder: RequestRecorder) {
    // HEAD is what the analysis of a canary asks by.
    for (const method of ['GET', 'HEAD']) recorder.expect(method, VISIT_ROUTE, 200, 500, 503);
  }
}
