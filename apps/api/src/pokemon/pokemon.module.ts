import { CacheModule } from '@app/cache';
import { CounterModule } from '@app/counter';
import { HealthModule } from '@app/health';
import { PersistenceModule } from '@app/persistence';
import { Module } from '@nestjs/common';
import { PokedexPage } from '../page/pokedex-page.js';
import { CountsEventsController } from './counts-events.controller.js';
import { LiveCounts } from './live-counts.js';
import { PokemonController } from './pokemon.controller.js';
import { PokemonEntity } from './pokemon.entity.js';
import { PokemonRepository } from './pokemon.repository.js';
import { PokemonService } from './pokemon.service.js';
import { VisitLane } from './visit-lane.js';

@Module({
  imports: [PersistenceModule.forFeature([PokemonEntity]), CacheModule, CounterModule, HealthModule],
  controllers: [CountsEventsController, PokemonController],
  providers: [LiveCounts, PokedexPage, PokemonRepository, PokemonService, VisitLane],
})
export class PokemonModule {}
