import { PersistenceModule } from '@app/persistence';
import { Module } from '@nestjs/common';
import { CounterModule } from '../counter.module.js';
import { CounterSnapshotEntity } from './snapshot.entity.js';
import { SnapshotRepository } from './snapshot.repository.js';
import { SnapshotService } from './snapshot.service.js';

/** Provides the snapshot without following the counts, for whoever reads or restores them from outside the service. */
@Module({
  imports: [PersistenceModule.forFeature([CounterSnapshotEntity])],
  providers: [SnapshotRepository],
  exports: [SnapshotRepository],
})
export class SnapshotRepositoryModule {}

/** Follows the counts of Redis in the database, and gives the counter where to go on from at the start. */
@Module({ imports: [CounterModule, SnapshotRepositoryModule], providers: [SnapshotService] })
export class SnapshotModule {}
