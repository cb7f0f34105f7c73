import { type DockerServer, startNode, startSentinel, TcpProxy } from '@app/testing';
import { describe, expect, it, vi } from 'vitest';
import { useCounter, visitUntilCounted } from '../testing/redis.counter.fixture.js';

/** Of the administrator, as whom the Sentinel and the replica log in; the service has a user of its own. */
const PASSWORD = 'admin-of-tests';

const asAdmin = (node: DockerServer, ...command: string[]) =>
  node.exec('redis-cli', '-p', `${node.port}`, '-a', PASSWORD, '--no-auth-warning', ...command);

const addService = (node: DockerServer) =>
  asAdmin(node, 'ACL', 'SETUSER', 'service', 'on', '>service', '~*', '+@all');

const knowsReplica = (sentinel: DockerServer) =>
  vi.waitUntil(
    async () => {
      const replicas = ['redis-cli', '-p', `${sentinel.port}`, 'SENTINEL', 'REPLICAS', 'mymaster'];
      return (await sentinel.exec(...replicas)).includes('master-link-status\nok');
    },
    { timeout: 20_000, interval: 200 },
  );

const fixture = useCounter(async () => {
  const options = ['--requirepass', PASSWORD, '--masterauth', PASSWORD];
  const [master, replica] = await Promise.all([startNode(...options), startNode(...options)]);
  await Promise.all([addService(master), addService(replica)]);
  await asAdmin(replica, 'REPLICAOF', master.host, String(master.port));
  const sentinel = await startSentinel(master.port, 1, `sentinel auth-pass mymaster ${PASSWORD}`);
  await knowsReplica(sentinel);
  return [master, replica, sentinel];
});

function start(sentinels: { port: number }[]) {
  const topology = {
    kind: 'sentinel' as const,
    sentinels: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
    master: 'mymaster',
  };
  return fixture.start({ topology, username: 'service', password: 'service' });
}

describe('RedisCounter, behind Sentinels', () => {
  it('asks the next Sentinel where one accepts connections and is silent', async () => {
    const sentinel = fixture.servers[2]!;
    const silent = await TcpProxy.listen(sentinel.port);
    silent.freeze();
    const counter = await start([silent, sentinel]);
    await visitUntilCounted(counter, 'slowpoke');
    expect(await counter.check()).toMatchObject({ up: true });
    await silent.close();
  });

  it('leaves a master that the Sentinels replaced, though it still answers the service', async () => {
    const [master, replica, sentinel] = fixture.servers as [DockerServer, DockerServer, DockerServer];
    const counter = await start([sentinel]);
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
