import type { MigrationInterface } from 'typeorm';
import { CreatePokemon1793491200001 } from './0001-create-pokemon.js';
import { SeedOriginalPokemon1793491200002 } from './0002-seed-original-pokemon.js';
import { CreateCounterSnapshot1793491200003 } from './0003-create-counter-snapshot.js';
import { SeedFirstGeneration1793491200004 } from './0004-seed-first-generation.js';

export { serviceGrants } from './grants.js';

/**
 * Every migration, oldest first. TypeORM orders them by the number at the end of the class's name, so a new one needs
 * the highest. Each has one DDL statement, since MySQL commits at every one, and imports nothing but files of its own
 * number: what has run somewhere must never change, whatever the rest of the project becomes.
 */
export const migrations = [
  CreatePokemon1793491200001,
  SeedOriginalPokemon1793491200002,
  CreateCounterSnapshot1793491200003,
  SeedFirstGeneration1793491200004,
];

/** A migration as the list has it. */
export interface MigrationClass {
  new (): MigrationInterface;
  name: string;
  /** The first version that doesn't use what it takes away: the second half of expand, then contract. */
  unusedSince?: string;
}
