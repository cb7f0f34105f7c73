import { Controller, Get, Param } from '@nestjs/common';
import { PokemonService } from './pokemon.service.js';

@Controller()
export class PokemonController {
  constructor(private readonly pokemon: PokemonService) {}

  @Get(':name')
  async visit(@Param('name') name: string) {
    return { statusCode: 200, data: await this.pokemon.visit(name) };
  }
}
