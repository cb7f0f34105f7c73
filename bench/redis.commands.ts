import type { Redis } from 'ioredis';

/** Commands that Redis ran: as clients sent them, and with those that scripts ran in them. */
export interface RedisCommands {
  sent: number;
  run: number;
}

/** What a candidate that sends scripts runs only inside them. */
const insideScripts = new Set([
  'get',
  'set',
  'expire',
  'hget',
  'hset',
  'hincrby',
  'hmget',
  'incrby',
  'exists',
]);
const scripts = ['eval', 'evalsha', 'fcall'];

/** Counts the commands since the last reset, that of counting aside (INFO, section commandstats). */
export async function countCommands(redis: Redis): Promise<RedisCommands> {
  const calls = new Map<string, number>();
  for (const [, name, count] of (await redis.info('commandstats')).matchAll(
    /^cmdstat_([^:]+):calls=(\d+)/gm,
  )) {
    calls.set(name!, Number(count));
  }
  const hasScripts = scripts.some((name) => calls.has(name));
  const commands = { sent: 0, run: 0 };
  for (const [name, count] of calls) {
    if (name === 'info' || name.startsWith('config')) continue;
    commands.run += count;
    if (!hasScripts || !insideScripts.has(name)) commands.sent += count;
  }
  return commands;
}

export async function resetCommandCount(redis: Redis): Promise<void> {
  await redis.config('RESETSTAT');
}

/** Empties Redis and its append-only file, so that no rewrite of that falls into a measurement. */
export async function emptyRedis(redis: Redis): Promise<void> {
  await redis.config('SET', 'auto-aof-rewrite-percentage', '0');
  await redis.flushall();
  await redis.bgrewriteaof();
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await redis.info('persistence'))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
