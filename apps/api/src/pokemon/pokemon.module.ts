import { CacheModule } from '@app/cache';
import { CounterModule } from '@app/counter';
import { PersistenceModule } from '@app/persistence';
import { Module } from '@nestjs/common';
import { PokemonController } from './pokemon.controller.js';
import { PokemonService } from './pokemon.service.js';

@Module({
  imports: [PersistenceModule, CacheModule, CounterModule],
  controllers: [PokemonController],
  providers: [PokemonService],
})
export class PokemonModule {}
