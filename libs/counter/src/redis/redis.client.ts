import type { RedisSettings, TlsSettings } from '@app/config';
import { Cluster, Redis, type RedisCommander, type RedisOptions } from 'ioredis';
import { REDIS_LIMITS, redisTimeouts } from './redis.limits.js';

/**
 * Replies of a master that was replaced, or is about to be since it lost its replicas. There may be another by now, so
 * the client dials again and leaves the command to the caller.
 */
const DEPOSED = /^(READONLY|NOREPLICAS)/;

/** A connection to Redis in any of its topologies. */
export type RedisClient = Redis | Cluster;

/**
 * Creates a client that never makes a caller wait for a connection: commands are refused while there is none, and fail
 * when their connection breaks or stays silent. It connects on `connect()`, and again for as long as it lives. It sends
 * nothing twice, except in a Cluster what was redirected or broke off.
 */
export function createRedisClient(settings: RedisSettings): RedisClient {
  const { topology, tls } = settings;
  const options = connectionOptions(settings);
  switch (topology.kind) {
    case 'standalone':
      return new Redis({ ...options, ...topology.endpoint, db: topology.database });
    case 'sentinel':
      return new Redis({
        ...options,
        sentinels: [...topology.sentinels],
        name: topology.master,
        sentinelRetryStrategy: redialDelay,
        // One that accepts connections and is silent would be waited for without end, and the others never asked.
        sentinelCommandTimeout: settings.timeoutMs,
        // A master that the Sentinels replaced because they can't reach it may still answer the service.
        failoverDetector: true,
        ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(tls) }),
      });
    case 'cluster':
      return new Cluster([...topology.nodes], {
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: redialDelay,
        slotsRefreshTimeout: redisTimeouts(settings.timeoutMs).connect,
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
export function writeConfirmed<Reply>(
  client: RedisClient,
  { waitReplicas, timeoutMs }: Pick<RedisSettings, 'waitReplicas' | 'timeoutMs'>,
  write: (commander: RedisCommander) => Promise<Reply>,
): Promise<Reply> {
  return waitReplicas === 0
    ? write(client)
    : writeAndWait(client, waitReplicas, redisTimeouts(timeoutMs).confirm, write);
}

async function writeAndWait<Reply>(
  client: RedisClient,
  waitReplicas: number,
  waitMs: number,
  write: (commander: RedisCommander) => Promise<Reply>,
): Promise<Reply> {
  // In one pipeline, since WAIT is about the writes of its own connection.
  const pipeline = client.pipeline();
  void write(pipeline as unknown as RedisCommander);
  const replies = (await pipeline.wait(waitReplicas, waitMs).exec())!;
  const error = replies.find(([each]) => each)?.[0];
  if (error) {
    // ioredis follows a redirection only if the whole pipeline was redirected, and WAIT never is.
    if (client instanceof Cluster) client.refreshSlotsCache();
    throw error;
  }
  const [reply, replicas] = [replies[0]![1] as Reply, replies.at(-1)![1] as number];
  if (replicas < waitReplicas) {
    // The replicas may follow another master by now, though this one still answers.
    if (client instanceof Cluster) client.refreshSlotsCache();
    else client.disconnect(true);
    throw new Error(`${replicas} of ${waitReplicas} replicas have the write`);
  }
  return reply;
}

function connectionOptions(settings: RedisSettings): RedisOptions {
  const { username, password, tls } = settings;
  const timeouts = redisTimeouts(settings.timeoutMs);
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: tlsOptions(tls) }),
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
  return Math.min(first * attempt, last);
}

function tlsOptions(tls: TlsSettings) {
  return { ...(tls.ca !== undefined && { ca: tls.ca }) };
}
