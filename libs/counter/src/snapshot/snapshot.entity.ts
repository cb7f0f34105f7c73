import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The count of a name as it was at a moment. Its table is made by a migration, on either database. */
@Entity('counter_snapshot')
export class CounterSnapshotEntity {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  name: string;

  /** MySQL's driver reads a 64-bit number as text; counts stay far below 2^53. */
  @Column({ type: 'bigint', unsigned: true, transformer: { from: Number, to: (count: number) => count } })
  count: number;

  @Column({ name: 'updated_at', type: 'datetime' })
  updatedAt: Date;
}
