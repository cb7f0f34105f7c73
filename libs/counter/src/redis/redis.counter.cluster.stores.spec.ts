import { follows, startReplicatedCluster } from '@app/testing';
import { describe, expect, it, vi } from 'vitest';
import { useCounter } from '../testing/redis.counter.fixture.js';

const names = Array.from({ length: 32 }, (_, index) => `name-${index}`);

const fixture = useCounter(startReplicatedCluster);

const visitAll = () => Promise.all(names.map((name) => fixture.counter.visit(name)));
const unnumbered = async () => (await visitAll()).filter((number) => number === null);
const untilNumbered = () => vi.waitFor(async () => expect(await unnumbered()).toEqual([]), 10_000);

async function start(): Promise<void> {
  const nodes = fixture.servers.map(({ host, port }) => ({ host, port }));
  await fixture.start({ topology: { kind: 'cluster', nodes }, waitReplicas: 1 });
  await untilNumbered();
}

describe('RedisCounter, over a Cluster whose writes wait for a replica', () => {
  it('gives every visit a number though the connections to its nodes break', async () => {
    await start();
    for (const node of fixture.servers)
      await node.exec('redis-cli', '-p', `${node.port}`, 'CLIENT', 'KILL', 'TYPE', 'normal');
    expect(await unnumbered()).toEqual([]);
  });

  it('gives numbers again soon after a node has handed over to its replica', async () => {
    await start();
    const [master, replica] = fixture.servers;
    await replica!.exec('redis-cli', '-p', `${replica!.port}`, 'CLUSTER', 'FAILOVER');
    await follows(master!, replica!);
    await expect.poll(unnumbered, { timeout: 10_000 }).toEqual([]);
  });
});
