import type { RedisSettings } from '@app/config';
import { type DockerServer, startNode, startSentinel, TcpProxy } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCounter, visitUntilCounted } from '../testing/redis.counter.fixture.js';
import type { RedisCounter } from './redis.counter.js';

/** Of the administrator, as whom the Sentinel and the replica log in; the service has a user of its own. */
const PASSWORD = 'admin-of-tests';

let master: DockerServer;
let replica: DockerServer;
let sentinel: DockerServer;
let counter: RedisCounter;

const asAdmin = (node: DockerServer, ...command: string[]) =>
  node.exec('redis-cli', '-p', `${node.port}`, '-a', PASSWORD, '--no-auth-warning', ...command);

const addService = (node: DockerServer) =>
  asAdmin(node, 'ACL', 'SETUSER', 'service', 'on', '>service', '~*', '+@all');

async function start(sentinels: { port: number }[], changes: Partial<RedisSettings> = {}): Promise<void> {
  const topology = {
    kind: 'sentinel' as const,
    sentinels: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
    master: 'mymaster',
  };
  const user = { username: 'service', password: 'service' };
  ({ counter } = await startCounter(master, 'degrade', { topology, ...user, ...changes }));
}

beforeEach(async () => {
  const options = ['--requirepass', PASSWORD, '--masterauth', PASSWORD];
  [master, replica] = await Promise.all([startNode(...options), startNode(...options)]);
  await Promise.all([addService(master), addService(replica)]);
  await asAdmin(replica, 'REPLICAOF', master.host, String(master.port));
  sentinel = await startSentinel(master.port, 1, `sentinel auth-pass mymaster ${PASSWORD}`);
  const replicas = ['redis-cli', '-p', `${sentinel.port}`, 'SENTINEL', 'REPLICAS', 'mymaster'];
  const linked = async () => (await sentinel.exec(...replicas)).includes('master-link-status\nok');
  await vi.waitUntil(linked, { timeout: 20_000, interval: 200 });
});
afterEach(async () => {
  await counter.onApplicationShutdown();
  await Promise.all([master, replica, sentinel].map((server) => server.remove()));
});

describe('RedisCounter, behind Sentinels', () => {
  it('asks the next Sentinel where one accepts connections and is silent', async () => {
    const silent = await TcpProxy.listen(sentinel.port);
    silent.freeze();
    await start([silent, sentinel]);
    await visitUntilCounted(counter, 'slowpoke');
    expect(await counter.check()).toMatchObject({ up: true });
    await silent.close();
  });

  it('leaves a master that the Sentinels replaced, though it still answers the service', async () => {
    await start([sentinel]);
    expect(await counter.visit('ditto')).toBe(1);
    // From here on the Sentinel and the replica can't log in to the master; the service still can.
    await asAdmin(master, 'CONFIG', 'SET', 'requirepass', 'another');
    const login = ['-p', `${master.port}`, '-a', 'another', '--no-auth-warning'];
    await master.exec('redis-cli', ...login, 'CLIENT', 'KILL', 'USER', 'default');
    await vi.waitFor(
      async () => {
        const number = await counter.visit('ditto');
        expect(await asAdmin(replica, 'HGET', 'minipokedex:{0}:counts', 'ditto')).toBe(`${number}\n`);
      },
      { timeout: 30_000, interval: 200 },
    );
  });
});
