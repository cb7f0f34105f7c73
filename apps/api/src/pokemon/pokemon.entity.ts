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
