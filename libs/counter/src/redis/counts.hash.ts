import { hash, randomUUID } from 'node:crypto';
import type { RedisSettings } from '@app/config';
import type { Store, StoreGuard } from '@app/stores';
import type { CounterMetrics } from '../counter.metrics.js';
import { isBroken, type RedisClient, type RedisCommand, writeConfirmed } from './redis.client.js';
import { RedisLane } from './redis.lane.js';
import { REDIS_LIMITS, redisTimeouts } from './redis.limits.js';
import { VisitBatcher } from './visit.batcher.js';

/** The tag of the one hash of counts. */
export const SINGLE_TAG = ['0'];
/**
 * The tags of the hashes that a Redis Cluster spreads the counts over. Their slots lie evenly among the 16,384, so that
 * each node gets about as many. Never change them: the counts under the old ones would be left behind.
 */
export const CLUSTER_TAGS = '1768 1678 1548 223 1328 443 1845 1955 265 375 908 155 985 895 1493 1583'.split(
  ' ',
);

/** Which one of so many hashes holds a name. */
export function hashOf(name: string, hashes: number): number {
  return hashes === 1 ? 0 : Number.parseInt(hash('sha256', name).slice(0, 8), 16) % hashes;
}

/** The counts of some names: one hash in one slot of Redis, with its guard and the batches on their way to it. */
export interface CountsHash {
  guard: StoreGuard;
  batcher: VisitBatcher;
  /**
   * Reads the counts.
   *
   * @param confirmed whether they must be on as many replicas as a write must, so that no fail-over takes them back
   * @throws StoreUnavailableError
   */
  read(confirmed: boolean): Promise<Record<string, string>>;
}

/** What all hashes of a counter share. */
export interface SharedByHashes {
  client: RedisClient;
  redis: RedisSettings;
  store: Store;
  metrics: CounterMetrics;
  /** Totals known to have been reached, by name. */
  floors: Map<string, number>;
  refuses: boolean;
}

/** @param tag decides the slot, and so the node of a Cluster */
export function openHash(tag: string, shared: SharedByHashes): CountsHash {
  const { client, redis, store, metrics, floors, refuses } = shared;
  const { call } = redisTimeouts(redis.timeoutMs);
  // In braces: what all keys of a slot have in common (Redis Cluster specification, "Hash tags").
  const prefix = `minipokedex:{${tag}}`;
  const session = randomUUID();
  const key = `${prefix}:counts`;
  // Writes, as a visit does: a server that is out of memory, read-only or without its replicas answers a PING.
  const probe: RedisCommand = ['set', `${prefix}:probe`, session, 'EX', 60];
  const read = async (confirmed: boolean) => {
    const counts = await guard.run<unknown>(() =>
      confirmed ? writeConfirmed(client, redis, ['hgetall', key], probe) : client.hgetall(key),
    );
    return counts as Record<string, string>;
  };
  const guard = store.guard({
    deadlineMs: call,
    probe: () => writeConfirmed(client, redis, probe),
    isBroken,
  });
  const lanes = Array.from(
    { length: REDIS_LIMITS.lanes },
    (_, lane) =>
      new RedisLane([key, `${prefix}:lane:${session}:${lane}`], { client, redis, guard, floors, metrics }),
  );
  const onPostponed = (visits: number) => metrics.visitsUnnumbered(visits);
  const batcher = new VisitBatcher({ ...REDIS_LIMITS, lanes, patienceMs: call, refuses, onPostponed });
  return { guard, batcher, read };
}
