import { vi } from 'vitest';
import { DockerServer } from './docker.server.js';
import { storeImages } from './store.images.js';

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/** A Redis server on the host's network, so that the address that it tells others is one that all can reach. */
export function startNode(...options: string[]): Promise<DockerServer> {
  return DockerServer.start({
    image: storeImages.redis,
    arguments: (port) => ['redis-server', '--port', `${port}`, '--bind', '127.0.0.1', ...DURABLE, ...options],
    probe: (port) => ['redis-cli', '-p', `${port}`, 'ping'],
  });
}

/** A sentinel of `mymaster`; a quorum is two. */
function startSentinel(masterPort: number): Promise<DockerServer> {
  const settings = (port: number) =>
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `sentinel monitor mymaster 127.0.0.1 ${masterPort} 2`,
      'sentinel down-after-milliseconds mymaster 1000',
      'sentinel failover-timeout mymaster 5000',
    ].join('\\n');
  return DockerServer.start({
    image: storeImages.redis,
    arguments: (port) => [
      'sh',
      '-c',
      `printf '${settings(port)}\\n' > /tmp/sentinel.conf; exec redis-server /tmp/sentinel.conf --sentinel`,
    ],
    probe: (port) => ['redis-cli', '-p', `${port}`, 'ping'],
  });
}

/** Three sentinels that know of each other and of the replica. */
export async function startSentinels(masterPort: number): Promise<DockerServer[]> {
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(masterPort)));
  for (const sentinel of sentinels) {
    await told(sentinel, ['SENTINEL', 'master', 'mymaster'], /num-slaves\n1\nnum-other-sentinels\n2\n/);
  }
  return sentinels;
}

/** Three nodes that hold all slots of a Redis Cluster. */
export async function startCluster(): Promise<DockerServer[]> {
  const options = [
    '--cluster-enabled',
    'yes',
    '--cluster-node-timeout',
    '1000',
    '--cluster-require-full-coverage',
    'no',
  ];
  const nodes = await Promise.all([1, 2, 3].map(() => startNode(...options)));
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  await nodes[0]!.exec('redis-cli', '--cluster', 'create', ...addresses, '--cluster-yes');
  for (const node of nodes) await told(node, ['CLUSTER', 'INFO'], /cluster_state:ok/);
  return nodes;
}

/** Waits until a server replicates the other, as the sentinels told it to. */
export async function follows(server: DockerServer, master: DockerServer): Promise<void> {
  await told(
    server,
    ['INFO', 'replication'],
    new RegExp(`master_port:${master.port}\n.*link_status:up`, 's'),
  );
}

/** Makes a replica follow nobody who answers, which the sentinels leave so for some seconds. */
export async function cutOff(replica: DockerServer): Promise<void> {
  await replica.exec('redis-cli', '-p', `${replica.port}`, 'REPLICAOF', '127.0.0.1', '1');
}

/** Waits until a server says so. */
async function told(server: DockerServer, command: string[], what: RegExp): Promise<void> {
  const says = async () =>
    what.test((await server.exec('redis-cli', '-p', `${server.port}`, ...command)).replaceAll('\r', ''));
  await vi.waitUntil(says, { timeout: 20_000, interval: 100 });
}
