import type { RedisSettings, TlsSettings } from '@app/config';
import { Cluster, Redis, type RedisOptions, type Result } from 'ioredis';
import { countScript } from './count.script.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    /** Runs the script that counts: keys of the counts and of the lane, then its arguments. */
    countVisits(
      countsKey: string,
      laneKey: string,
      number: number,
      lifetimeS: number,
      batch: string,
    ): Result<string, Context>;
  }
}

/**
 * What a master says that was replaced, or is about to be since its replicas are out of its reach: there may be another by
 * now, so dial again, and let the caller decide about the command.
 */
const DEPOSED = /^(READONLY|NOREPLICAS)/;

const scripts = { countVisits: { lua: countScript, numberOfKeys: 2 } };

/** A connection to Redis in any of its topologies. */
export type RedisClient = Redis | Cluster;

/**
 * Creates a client that never makes a caller wait for a connection: commands are refused while there is none, and fail
 * when theirs breaks or stays silent. It connects when asked to, and then again for as long as it lives. It sends nothing
 * a second time but what a Redis didn't run, for want of the script, and in a Cluster what was redirected or broke off.
 */
export function createRedisClient(settings: RedisSettings): RedisClient {
  const { topology, tls } = settings;
  const options = connectionOptions(settings);
  switch (topology.kind) {
    case 'standalone':
      return new Redis({ ...options, ...topology.endpoint, db: topology.database, scripts });
    case 'sentinel':
      return new Redis({
        ...options,
        scripts,
        sentinels: [...topology.sentinels],
        name: topology.master,
        sentinelRetryStrategy: retryDelay,
        ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(tls) }),
      });
    case 'cluster':
      return new Cluster([...topology.nodes], {
        scripts,
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: retryDelay,
        slotsRefreshTimeout: settings.timeoutMs,
        redisOptions: options,
      });
  }
}

function connectionOptions(settings: RedisSettings): RedisOptions {
  const { username, password, tls, timeoutMs } = settings;
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: tlsOptions(tls) }),
    connectionName: 'minipokedex',
    lazyConnect: true,
    connectTimeout: timeoutMs,
    // Only so that no promise hangs for ever: the guard's deadline ends every call long before.
    commandTimeout: 2 * timeoutMs,
    // A connection that stays silent for this long after a command is dead, though no one said so: dial again.
    socketTimeout: 4 * timeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: retryDelay,
    reconnectOnError: (error) => (DEPOSED.test(error.message) ? 1 : false),
  };
}

function retryDelay(attempt: number): number {
  return Math.min(50 * attempt, 500);
}

function tlsOptions(tls: TlsSettings) {
  return { ...(tls.ca !== undefined && { ca: tls.ca }) };
}
