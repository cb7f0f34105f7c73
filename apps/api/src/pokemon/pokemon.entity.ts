import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of the catalogue; `id` is its number in the national Pokédex. Migrations create its table. */
@Entity('pokemon')
export class PokemonEntity {
  @PrimaryColumn({ type: 'int' })
  id: number;

  @Column({ type: 'varchar', length: 64, unique: true })
  name: string;

  @Column({ type: 'varchar', length: 32 })
  type: string;
}

/** Whether a value that was read from outside the database is a whole row. */
export function isPokemon(value: unknown): value is PokemonEntity {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, type } = value as Partial<PokemonEntity>;
  return Number.isSafeInteger(id) && typeof name === 'string' && typeof type === 'string';
}
