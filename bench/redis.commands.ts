import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/** Commands that Redis ran: as clients sent them, and with those that scripts ran in them. */
export interface RedisCommands {
  sent: number;
  run: number;
}

/** What a candidate that sends scripts runs only inside them. */
const INSIDE_SCRIPTS = /^(get|set|expire|hmget|hset)$/;

/** Counts the commands since the last reset, that of counting aside (INFO, section commandstats). */
export async function countCommands(redis: Redis): Promise<RedisCommands> {
  const stats = [...(await redis.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
    .map(([, name, calls]) => ({ name: name!, calls: Number(calls) }))
    .filter(({ name }) => name !== 'info' && !name.startsWith('config'));
  const hasScripts = stats.some(({ name }) => name === 'evalsha');
  const sent = stats.filter(({ name }) => !hasScripts || !INSIDE_SCRIPTS.test(name));
  const sum = (of: typeof stats) => of.reduce((total, { calls }) => total + calls, 0);
  return { sent: sum(sent), run: sum(stats) };
}

export async function resetCommandCount(redis: Redis): Promise<void> {
  await redis.config('RESETSTAT');
}

/** Empties Redis and its append-only file, so that no rewrite of that falls into a measurement. */
export async function emptyRedis(redis: Redis): Promise<void> {
  await redis.config('SET', 'auto-aof-rewrite-percentage', '0');
  await redis.flushall();
  await redis.bgrewriteaof();
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await redis.info('persistence'))) await sleep(50);
}
