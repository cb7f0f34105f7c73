import { CounterSnapshotEntity } from './counter-snapshot.entity.js';
import { PokemonEntity } from './pokemon.entity.js';

/** What both databases hold. */
export const entities = [PokemonEntity, CounterSnapshotEntity];
