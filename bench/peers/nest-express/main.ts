import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { PokemonController } from './pokemon.controller.js';
import { PokemonService } from './pokemon.service.js';

@Module({ controllers: [PokemonController], providers: [PokemonService] })
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule);
app.set('json spaces', 4);
// Express would hash each body for it, though no two answers are the same.
app.set('etag', false);
await app.listen(Number(process.env['PORT']), '127.0.0.1');
