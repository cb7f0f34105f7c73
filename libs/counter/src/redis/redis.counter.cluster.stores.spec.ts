import { type DockerServer, follows, startReplicatedCluster } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCounter } from '../testing/redis.counter.fixture.js';
import type { RedisCounter } from './redis.counter.js';

const names = Array.from({ length: 32 }, (_, index) => `name-${index}`);

let master: DockerServer;
let replica: DockerServer;
let counter: RedisCounter;

beforeEach(async () => {
  [master, replica] = await startReplicatedCluster();
  const topology = {
    kind: 'cluster' as const,
    nodes: [master, replica].map(({ host, port }) => ({ host, port })),
  };
  ({ counter } = await startCounter(master, 'degrade', { topology, waitReplicas: 1 }));
});
afterEach(async () => {
  await counter.onApplicationShutdown();
  await Promise.all([master, replica].map((server) => server.remove()));
});

const visitAll = () => Promise.all(names.map((name) => counter.visit(name)));

describe('RedisCounter, over a Cluster whose writes wait for a replica', () => {
  it('gives numbers again soon after a node has handed over to its replica', async () => {
    await vi.waitFor(async () => expect(await visitAll()).not.toContain(null), { timeout: 10_000 });
    await replica.exec('redis-cli', '-p', `${replica.port}`, 'CLUSTER', 'FAILOVER');
    await follows(master, replica);
    await vi.waitFor(async () => expect(await visitAll()).not.toContain(null), { timeout: 10_000 });
  });
});
