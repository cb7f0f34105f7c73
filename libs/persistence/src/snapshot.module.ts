import { Module } from '@nestjs/common';
import { CounterSnapshotEntity } from './counter-snapshot.entity.js';
import { PersistenceModule } from './persistence.module.js';
import { SnapshotRepository } from './snapshot.repository.js';

/** Provides the counts as they were a moment ago. */
@Module({
  imports: [PersistenceModule.forFeature([CounterSnapshotEntity])],
  providers: [SnapshotRepository],
  exports: [SnapshotRepository],
})
export class SnapshotModule {}
