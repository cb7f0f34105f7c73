import { DockerServer, startNode, storeImages } from '@app/testing';
import { vi } from 'vitest';

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

/** Three sentinels that have found each other and the replica. */
export async function startSentinels(masterPort: number): Promise<DockerServer[]> {
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(masterPort)));
  for (const sentinel of sentinels) {
    await replies(sentinel, ['SENTINEL', 'master', 'mymaster'], /num-slaves\n1\nnum-other-sentinels\n2\n/);
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
  for (const node of nodes) await replies(node, ['CLUSTER', 'INFO'], /cluster_state:ok/);
  return nodes;
}

/** Waits until a server replicates the other. */
export async function follows(server: DockerServer, master: DockerServer): Promise<void> {
  await replies(
    server,
    ['INFO', 'replication'],
    new RegExp(`master_port:${master.port}\n.*link_status:up`, 's'),
  );
}

/** Points a replica at an address where nothing listens; the sentinels take some seconds to correct that. */
export async function cutOff(replica: DockerServer): Promise<void> {
  await replica.exec('redis-cli', '-p', `${replica.port}`, 'REPLICAOF', '127.0.0.1', '1');
}

/** Waits until the reply to a command matches. */
async function replies(server: DockerServer, command: string[], pattern: RegExp): Promise<void> {
  const matches = async () =>
    pattern.test((await server.exec('redis-cli', '-p', `${server.port}`, ...command)).replaceAll('\r', ''));
  await vi.waitUntil(matches, { timeout: 20_000, interval: 100 });
}
