import type { RedisSettings } from '@app/config';
import { Cluster, Redis, type RedisOptions, ReplyError } from 'ioredis';
import { REDIS_LIMITS, redisTimeouts } from './redis.limits.js';

/**
 * Replies of a master that was replaced, or is about to be since it lost its replicas. There may be another by now, so
 * the client dials again and leaves the command to the caller.
 */
const DEPOSED = /^(READONLY|NOREPLICAS)/;

/** A connection to Redis in any of its topologies. */
export type RedisClient = Redis | Cluster;

/** A command as it is sent. */
export type RedisCommand = [name: string, ...args: (string | number)[]];

/** Too few replicas have a write in time: it may be lost in a fail-over. */
class UnconfirmedWriteError extends Error {}

/** Whether a command failed because its connection broke, or there was none: Redis may have run it all the same. */
export function isBroken(error: unknown): boolean {
  return !(error instanceof ReplyError || error instanceof UnconfirmedWriteError);
}

/**
 * Creates a client that never makes a caller wait for a connection: commands are refused while there is none, and fail
 * when their connection breaks or stays silent. It connects on `connect()`, and again for as long as it lives. It sends
 * nothing twice, except in a Cluster what was redirected.
 */
export function createRedisClient(settings: RedisSettings): RedisClient {
  const { topology, tls } = settings;
  const options = connectionOptions(settings);
  switch (topology.kind) {
    case 'standalone':
      return new Redis({ ...options, ...topology.endpoint, db: topology.database });
    case 'sentinel': {
      const client = new Redis({
        ...options,
        sentinels: [...topology.sentinels],
        name: topology.master,
        sentinelRetryStrategy: redialDelay,
        // One that accepts connections and is silent would be waited for without end, and the others never asked.
        sentinelCommandTimeout: settings.timeoutMs,
        enableTLSForSentinelMode: true,
        sentinelTLS: tls,
      });
      for (const sentinel of topology.sentinels) leaveReplaced(client, topology.master, { ...sentinel, tls });
      return client;
    }
    case 'cluster':
      return new Cluster([...topology.nodes], {
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: redialDelay,
        slotsRefreshTimeout: redisTimeouts(settings.timeoutMs).connect,
        // The driver would repeat a batch with the floors of its first sending.
        retryDelayOnFailover: 0,
        retryDelayOnClusterDown: 0,
        redisOptions: options,
      });
  }
}

/**
 * Sends a write, and returns its reply once `waitReplicas` replicas have it, and all that Redis ran before. Of several
 * commands one must be a write; the reply is that of the first.
 *
 * @throws Error if Redis refuses the write, or too few replicas confirm it in time: it may be written all the same
 */
export async function writeConfirmed(
  client: RedisClient,
  { waitReplicas, timeoutMs }: Pick<RedisSettings, 'waitReplicas' | 'timeoutMs'>,
  ...commands: [RedisCommand, ...RedisCommand[]]
): Promise<unknown> {
  if (waitReplicas === 0) return client.call(...commands[0]);
  // In one pipeline, since WAIT is about the writes of its own connection.
  const wait: RedisCommand = ['wait', waitReplicas, redisTimeouts(timeoutMs).confirm];
  const replies = (await client.pipeline([...commands, wait]).exec())!;
  const error = replies.find(([each]) => each)?.[0];
  const [reply, replicas] = [replies[0]![1], replies.at(-1)![1] as number];
  if (!error && replicas >= waitReplicas) return reply;
  // ioredis follows a redirection only if the whole pipeline was redirected, and WAIT never is. Where too few replicas
  // confirm they may follow another master by now, though this one still answers.
  if (client instanceof Cluster) client.refreshSlotsCache();
  else if (!error) client.disconnect(true);
  throw error ?? new UnconfirmedWriteError(`${replicas} of ${waitReplicas} replicas have the write`);
}

/**
 * Dials again when a Sentinel reports another master: the old one may still answer the service though the Sentinels
 * can't reach it. ioredis's own `failoverDetector` gives up each Sentinel that was away once, and prints why.
 */
function leaveReplaced(client: Redis, master: string, sentinel: RedisOptions): void {
  const follower = new Redis({ ...sentinel, retryStrategy: redialDelay, maxRetriesPerRequest: null });
  // The follower goes on dialling; what it means for the service, the store reports.
  follower.on('error', () => undefined);
  follower.on('message', (_, message) => {
    const [name, , , host, port] = message.split(' ');
    if (name !== master) return;
    const leaveOld = () => {
      const { remoteAddress, remotePort } = client.stream;
      if (remoteAddress !== host || String(remotePort) !== port) client.disconnect(true);
    };
    // Cut while it looks for the master, it would never dial again.
    if (client.status === 'ready') leaveOld();
    else if (client.status.startsWith('connect')) client.once('ready', leaveOld);
  });
  follower.subscribe('+switch-master').catch(() => undefined);
  client.once('end', () => follower.disconnect());
}

function connectionOptions(settings: RedisSettings): RedisOptions {
  const { username, password, tls } = settings;
  const timeouts = redisTimeouts(settings.timeoutMs);
  return {
    username,
    password,
    tls,
    connectionName: 'minipokedex',
    lazyConnect: true,
    connectTimeout: timeouts.connect,
    commandTimeout: timeouts.command,
    socketTimeout: timeouts.socket,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: redialDelay,
    reconnectOnError: (error) => (DEPOSED.test(error.message) ? 1 : false),
  };
}

function redialDelay(attempt: number): number {
  const { first, last } = REDIS_LIMITS.redialMs;
  return Math.min(first * 2 ** (attempt - 1), last);
}
