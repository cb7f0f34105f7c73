import { EventEmitter } from 'node:events';
import type { RedisSettings } from '@app/config';
import type { Logger } from '@nestjs/common';
import { Cluster } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { logConnections, logUnconfirmed } from './connection.log.js';
import type { RedisClient } from './redis.client.js';

const warn = vi.fn<(message: string) => void>();
const logger = { warn } as unknown as Logger;
const INFO = '# Memory\r\nmaxmemory_policy:noeviction\r\n# Persistence\r\naof_enabled:1\r\n';
const evicting = INFO.replace('noeviction', 'volatile-lru');
const unsynced = ['appendfsync', 'everysec'];

async function answer(value: unknown): Promise<unknown> {
  if (value === undefined) throw new Error('NOPERM this user has no permissions');
  return value;
}

/** A Redis that replies so to INFO and to CONFIG GET, or forbids them. */
function redis(info?: string, config?: unknown): RedisClient {
  return Object.assign(new EventEmitter(), {
    info: () => answer(info),
    config: (...words: string[]) => answer(words.join(' ') === 'GET appendfsync' ? config : ['']),
  }) as unknown as RedisClient;
}

const warnings = () => warn.mock.calls.map(([message]) => message);

/** The warnings of a client once it is connected. */
async function connected(client: RedisClient): Promise<string[]> {
  logConnections(client, logger);
  client.emit('ready');
  await new Promise((resolve) => setImmediate(resolve));
  return warnings();
}

afterEach(() => void warn.mockReset());

describe('the warnings of a connection to Redis', () => {
  it.each([
    ['keeps what it confirmed', redis(INFO, ['appendfsync', 'always']), []],
    [
      'evicts',
      redis(evicting, ['appendfsync', 'always']),
      [/^Redis has maxmemory_policy volatile-lru: set .* noeviction, or counts /],
    ],
    [
      'syncs now and then',
      redis(INFO, unsynced),
      [/^Redis has appendfsync everysec: set .* always, or counts /],
    ],
    [
      'says so in RESP3',
      redis(INFO, { appendfsync: 'no' }),
      [/^Redis has appendfsync no: set .* always, or counts /],
    ],
    [
      'has no file to sync',
      redis(INFO.replace('enabled:1', 'enabled:0'), unsynced),
      [/^Redis has no append-only file: set appendonly yes, or counts /],
    ],
    ['has several faults', redis(evicting, unsynced), [/maxmemory/, /appendfsync/]],
    ['forbids to ask', redis(), []],
  ])('name each fault and its remedy where Redis %s', async (_, client, expected) => {
    expect(await connected(client)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it('name what several nodes of a Cluster have in common once', async () => {
    const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
    const masters = [redis(evicting), redis(evicting), redis(INFO, unsynced)];
    vi.spyOn(cluster, 'nodes').mockImplementation((role) => (role === 'master' ? masters : []) as never);
    expect(await connected(cluster)).toEqual(
      [/maxmemory/, /appendfsync/].map((each) => expect.stringMatching(each)),
    );
  });

  it('name why there is none, each reason once until there was one', async () => {
    const client = redis(INFO);
    const fail = (reason: string) => client.emit('error', new Error(reason));
    logConnections(client, logger);
    for (const reason of ['refused', 'refused', 'reset']) fail(reason);
    client.emit('ready');
    fail('reset');
    expect(warnings()).toEqual(
      ['refused', 'reset', 'reset'].map((reason) => `no connection to Redis: ${reason}`),
    );
  });

  it.each([
    { kind: 'standalone', waitReplicas: 0, names: false },
    { kind: 'sentinel', waitReplicas: 0, names: true },
    { kind: 'sentinel', waitReplicas: 1, names: false },
    { kind: 'cluster', waitReplicas: 0, names: true },
  ])('name REDIS_WAIT_REPLICAS of $waitReplicas under $kind: $names', ({ kind, waitReplicas, names }) => {
    logUnconfirmed({ topology: { kind }, waitReplicas } as RedisSettings, logger);
    const warning = expect.stringMatching(/REDIS_WAIT_REPLICAS is 0: set it to 1/);
    expect(warnings()).toEqual(names ? [warning] : []);
  });
});
