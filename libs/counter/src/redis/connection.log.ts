import type { RedisSettings } from '@app/config';
import type { Logger } from '@nestjs/common';
import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './redis.client.js';

/**
 * Logs why there is no connection to Redis, each reason once in an outage: the client goes on trying, and a guard knows
 * only that it is not connected. Warns at each connection to a Redis that may lose what it confirmed.
 */
export function logConnections(client: RedisClient, logger: Logger): void {
  let lastReason: string | undefined;
  client.on('error', ({ message }: Error) => {
    if (message !== lastReason) logger.warn(`no connection to Redis: ${message}`);
    lastReason = message;
  });
  client.on('ready', async () => {
    lastReason = undefined;
    // The nodes of a Cluster tend to have the same.
    for (const fault of new Set(await lossyConfiguration(client)))
      logger.warn(`${fault}, or counts that were answered may be lost`);
  });
}

/** Logs that a fail-over may lose counts that were answered, where one can happen and no replica has to confirm them. */
export function logUnconfirmed({ topology, waitReplicas }: RedisSettings, logger: Logger): void {
  if (topology.kind !== 'standalone' && waitReplicas === 0)
    logger.warn(
      'REDIS_WAIT_REPLICAS is 0: set it to 1 or more, or a fail-over may give numbers a second time',
    );
}

/**
 * Checks that Redis syncs every write to disk before it replies, and evicts nothing.
 *
 * @returns each fault with its remedy; none where it can't be found out, as where neither INFO nor CONFIG is allowed
 */
async function lossyConfiguration(client: RedisClient): Promise<string[]> {
  if (client instanceof Cluster) {
    const faults = await Promise.all(client.nodes('master').map((node) => lossyConfiguration(node)));
    return faults.flat();
  }
  const faults: string[] = [];
  // Many managed ones forbid CONFIG, and so does the ACL of the chart: only appendfsync is nowhere else.
  const info = await client.info().catch(() => '');
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  // The record of a lane has a time to live, so that every policy but this evicts it: a repetition would be counted.
  if (policy !== 'noeviction')
    faults.push(`Redis has maxmemory_policy ${policy}: set maxmemory-policy noeviction`);
  if (/^aof_enabled:0/m.test(info)) faults.push('Redis has no append-only file: set appendonly yes');
  else {
    const sync = await appendFsync(client);
    if (sync !== 'always') faults.push(`Redis has appendfsync ${sync}: set appendfsync always`);
  }
  return faults;
}

async function appendFsync(client: Redis): Promise<string> {
  const answer: unknown = await client.config('GET', 'appendfsync').catch(() => ['appendfsync', 'always']);
  return Array.isArray(answer) ? (answer[1] as string) : (answer as Record<string, string>)['appendfsync']!;
}
