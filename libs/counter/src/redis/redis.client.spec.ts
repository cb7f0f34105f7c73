import { once } from 'node:events';
import { connect } from 'node:net';
import tls from 'node:tls';
import type { RedisSettings } from '@app/config';
import { freePort } from '@app/testing';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeRedis, type Reply } from '../testing/fake.redis.js';
import { createRedisClient, isBroken, type RedisClient, writeConfirmed } from './redis.client.js';

let server: FakeRedis;
let client: RedisClient;

beforeEach(async () => {
  server = await new FakeRedis().listen();
});
afterEach(() => {
  client.disconnect();
  server.close();
  vi.restoreAllMocks();
});

type Kind = RedisSettings['topology']['kind'];

/** Creates a client of the server, which is a Redis, a Sentinel with its master, or a Cluster. */
function create(kind: Kind, settings: Partial<RedisSettings> = {}): RedisClient {
  const endpoint = { host: server.host, port: server.port };
  const topology = {
    standalone: { kind: 'standalone' as const, endpoint, database: 7 },
    sentinel: { kind: 'sentinel' as const, sentinels: [endpoint], master: 'mymaster' },
    cluster: { kind: 'cluster' as const, nodes: [endpoint] },
  }[kind];
  client = createRedisClient({ topology, timeoutMs: 500, waitReplicas: 0, ...settings });
  return client.on('error', () => {});
}

const failure = (call: Promise<unknown>) => call.catch((error: unknown) => error);
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 4000, interval: 5 });
const redialed = () => until(() => server.accepted === 2 && client.status === 'ready');
const followed = () => until(() => server.received.includes('subscribe +switch-master'));
const write = (waitReplicas: number) =>
  writeConfirmed(client, { waitReplicas, timeoutMs: 500 }, ['incr', 'mew'], ['set', 'probe', 1]);
const switchTo = (port: number, master = 'mymaster') =>
  server.publish('+switch-master', `${master} 127.0.0.1 ${server.port} 127.0.0.1 ${port}`);

describe('a client of Redis', () => {
  it.each<Kind>(['standalone', 'sentinel', 'cluster'])(
    'dials by no call but connect, and refuses commands until then: %s',
    async (kind) => {
      create(kind);
      expect(client.status).toBe('wait');
      await expect(client.call('incr', 'mew')).rejects.toThrow('enableOfflineQueue options is false');
    },
  );

  it.each([
    { login: {}, auth: [] },
    { login: { password: 'secret' }, auth: ['auth secret'] },
    { login: { username: 'service', password: 'secret' }, auth: ['auth service secret'] },
  ])('logs in with $login, selects its database and gives its name', async ({ login, auth }) => {
    await create('standalone', login).connect();
    const introduction = server.received.filter((command) => /^(auth|select|client setname)/.test(command));
    expect(new Set(introduction)).toEqual(new Set([...auth, 'select 7', 'client setname minipokedex']));
  });

  it.each<Kind>(['standalone', 'sentinel', 'cluster'])(
    'encrypts every connection, and trusts the authority that is named: %s',
    async (kind) => {
      // Without the cryptography.
      const dial = vi.spyOn(tls, 'connect').mockImplementation(((options: tls.ConnectionOptions) => {
        const socket = connect(options as { port: number });
        return socket.once('connect', () => socket.emit('secureConnect'));
      }) as unknown as typeof tls.connect);
      await create(kind, { tls: { ca: 'PEM' } }).connect();
      if (kind === 'sentinel') await followed();
      expect(dial.mock.calls).toEqual(
        Array.from({ length: server.accepted }, () => [expect.objectContaining({ ca: 'PEM' })]),
      );
    },
  );

  it('dials again after ever longer pauses', () => {
    const { retryStrategy } = (create('standalone') as Redis).options;
    expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => retryStrategy!(attempt))).toEqual([
      5, 10, 20, 40, 80, 100, 100,
    ]);
  });

  it.each([
    ["READONLY You can't write against a read only replica.", true],
    ['NOREPLICAS Not enough good replicas to write.', true],
    ['OOM command not allowed', false],
  ])('leaves a master that replies %j, since there may be another: %s', async (message, leaves) => {
    await create('standalone').connect();
    const disconnect = vi.spyOn(client, 'disconnect');
    server.answers['set'] = () => new Error(message);
    const error = await failure(client.call('set', 'probe', 1));
    expect(error).toMatchObject({ message });
    expect(isBroken(error)).toBe(false);
    expect(disconnect).toHaveBeenCalledTimes(leaves ? 1 : 0);
    if (leaves) await redialed();
    expect(server.received.filter((command) => command.startsWith('set'))).toHaveLength(1);
  });

  it('fails a command whose connection breaks, and sends it no second time by itself', async () => {
    await create('standalone').connect();
    server.answers['incr'] = (_, socket) => void socket.destroy();
    expect(isBroken(await failure(client.call('incr', 'mew')))).toBe(true);
    await redialed();
    expect(server.received.filter((command) => command === 'incr mew')).toHaveLength(1);
  });
});

describe('a write that replicas confirm', () => {
  it.each([
    { waitReplicas: 0, sent: ['incr mew'] },
    { waitReplicas: 2, sent: ['incr mew', 'set probe 1', 'wait 2 250'] },
  ])(
    'is sent with those after it and WAIT, if $waitReplicas are asked for',
    async ({ waitReplicas, sent }) => {
      Object.assign(server.answers, { incr: () => 42, wait: () => 2 });
      await create('standalone').connect();
      server.received.length = 0;
      expect(await write(waitReplicas)).toBe(42);
      expect(server.received).toEqual(sent);
    },
  );

  it.each<{ incr: Reply; replicas: number; message: string; leaves: boolean }>([
    { incr: 42, replicas: 0, message: '0 of 1 replicas have the write', leaves: true },
    { incr: new Error('OOM too much'), replicas: 1, message: 'OOM too much', leaves: false },
    { incr: new Error('OOM too much'), replicas: 0, message: 'OOM too much', leaves: false },
  ])('fails with $message, and leaves the master: $leaves', async ({ incr, replicas, message, leaves }) => {
    Object.assign(server.answers, { incr: () => incr, wait: () => replicas });
    await create('standalone').connect();
    const disconnect = vi.spyOn(client, 'disconnect');
    const error = await failure(write(1));
    expect(error).toMatchObject({ message });
    expect(isBroken(error)).toBe(false);
    expect(disconnect.mock.calls).toEqual(leaves ? [[true]] : []);
    if (leaves) await redialed();
  });

  it('looks again which node of a Cluster has the slot where it fails', async () => {
    Object.assign(server.answers, { incr: () => 42, wait: () => 0 });
    await create('cluster').connect();
    const disconnect = vi.spyOn(client, 'disconnect');
    const looks = () => server.received.filter((command) => command === 'cluster SLOTS').length;
    const before = looks();
    await expect(write(1)).rejects.toThrow('0 of 1 replicas');
    await expect.poll(looks).toBe(before + 1);
    expect(disconnect).not.toHaveBeenCalled();
  });
});

describe('a client behind Sentinels', () => {
  it('leaves a master that the Sentinels replaced, and no other', async () => {
    await create('sentinel').connect();
    await followed();
    const disconnect = vi.spyOn(client, 'disconnect').mockReturnValue();
    switchTo(1, 'another');
    switchTo(server.port);
    switchTo(1);
    server.publish('+switch-master', `mymaster 127.0.0.1 ${server.port} 127.0.0.2 ${server.port}`);
    await expect.poll(() => disconnect.mock.calls).toEqual([[true], [true]]);
  });

  it('leaves one that is replaced while it is dialled when it is ready, lest it never dial again', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const master = await new FakeRedis().listen();
    master.answers['info'] = () => held;
    server.answers['sentinel'] = () => ['127.0.0.1', String(master.port)];
    const connected = create('sentinel').connect();
    await followed();
    await expect.poll(() => master.received).toContain('info');
    const disconnect = vi.spyOn(client, 'disconnect').mockReturnValue();
    const waiting = client.listenerCount('ready');
    switchTo(1);
    await expect.poll(() => client.listenerCount('ready')).toBe(waiting + 1);
    expect(disconnect).not.toHaveBeenCalled();
    release();
    await connected;
    expect(disconnect.mock.calls).toEqual([[true]]);
    master.close();
  });

  it('follows one that is away at first, prints nothing, and leaves it at its end', async () => {
    const printed = vi.spyOn(console, 'error');
    server.close();
    server.port = await freePort();
    const failed = once(create('sentinel'), 'error');
    const connected = client.connect();
    await failed;
    await server.listen(server.port);
    await Promise.all([connected, followed()]);
    expect(printed).not.toHaveBeenCalled();
    client.disconnect();
    await expect.poll(() => server.sockets.size).toBe(0);
  });
});
