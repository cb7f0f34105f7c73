import { DocumentBuilder } from '@nestjs/swagger';
import { name, version } from '../version/package.js';

/** The part of the OpenAPI document that no route tells. */
export const openApiDescription = new DocumentBuilder()
  .setTitle(name)
  .setDescription('Pokémon, and an exact count of the visits to each.')
  .setVersion(version)
  .build();
