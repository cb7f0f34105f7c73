import type { Logger } from '@nestjs/common';
import { Cluster } from 'ioredis';
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
    const fault = await durabilityFault(client);
    if (fault)
      logger.warn(
        `${fault}: counts that were answered may be lost; set appendonly yes and appendfsync always`,
      );
  });
}

/**
 * Checks that Redis syncs every write to disk before it replies.
 *
 * @returns what is wrong; undefined if nothing is, or if it can't be found out, as where CONFIG is not allowed
 */
async function durabilityFault(client: RedisClient): Promise<string | undefined> {
  if (client instanceof Cluster) {
    const faults = await Promise.all(client.nodes('master').map((node) => durabilityFault(node)));
    return faults.find((fault) => fault !== undefined);
  }
  const appendOnly = await setting(client, 'appendonly');
  if (appendOnly === 'no') return 'Redis has no append-only file';
  const sync = await setting(client, 'appendfsync');
  return sync !== undefined && sync !== 'always'
    ? `Redis syncs its append-only file with appendfsync ${sync}`
    : undefined;
}

async function setting(client: Exclude<RedisClient, Cluster>, name: string): Promise<string | undefined> {
  try {
    const answer: unknown = await client.config('GET', name);
    return Array.isArray(answer) ? (answer[1] as string) : (answer as Record<string, string>)[name];
  } catch {
    return undefined;
  }
}
