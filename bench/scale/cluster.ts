import { hash } from 'node:crypto';
import { firstGeneration } from '../../migrations/first-generation.ts';

/** As many as `CLUSTER_TAGS` of libs/counter/src/redis.counter.ts, whose slots lie evenly. */
const HASHES = 16;

/** Where names and hashes lie in a cluster of so many masters whose slots are split evenly, as redis-cli does. */
export function clusterOf(masters: number): { hashOfName: number[]; serverOfHash: number[] } {
  return {
    hashOfName: firstGeneration.map(
      ({ name }) => Number.parseInt(hash('sha256', name).slice(0, 8), 16) % HASHES,
    ),
    serverOfHash: Array.from({ length: HASHES }, (_, index) =>
      Math.floor(((index + 0.5) * masters) / HASHES),
    ),
  };
}
