import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of the catalogue. Its table is made by a migration, on either database. */
@Entity('pokemon')
export class PokemonEntity {
  @PrimaryColumn({ type: 'int' })
  id: number;

  @Column({ type: 'varchar', length: 64, unique: true })
  name: string;

  @Column({ type: 'varchar', length: 32 })
  type: string;
}
