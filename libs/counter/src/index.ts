export { Counter, type CountsReading } from './counter.js';
export { CounterModule } from './counter.module.js';
export { redisSpans } from './redis/redis.spans.js';
export { SnapshotModule, SnapshotRepositoryModule } from './snapshot/snapshot.module.js';
export { missingCounts, SnapshotRepository } from './snapshot/snapshot.repository.js';
