import { until } from '../until.js';
import { DockerServer } from './docker.server.js';
import { startNode, storeImages } from './store.servers.js';

/**
 * A sentinel of `mymaster`.
 *
 * @param settings further lines of its configuration
 */
export function startSentinel(
  masterPort: number,
  quorum: number,
  ...settings: string[]
): Promise<DockerServer> {
  const configuration = (port: number) =>
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `sentinel monitor mymaster 127.0.0.1 ${masterPort} ${quorum}`,
      'sentinel down-after-milliseconds mymaster 1000',
      'sentinel failover-timeout mymaster 5000',
      ...settings,
    ].join('\\n');
  return DockerServer.start({
    image: storeImages.redis,
    arguments: (port) => [
      'sh',
      '-c',
      `printf '${configuration(port)}\\n' > /tmp/sentinel.conf; exec redis-server /tmp/sentinel.conf --sentinel`,
    ],
    probe: (port) => ['redis-cli', '-p', `${port}`, 'ping'],
  });
}

/** Three sentinels that have found each other and the replica. */
export async function startSentinels(masterPort: number): Promise<DockerServer[]> {
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(masterPort, 2)));
  for (const sentinel of sentinels) {
    await replies(sentinel, ['SENTINEL', 'master', 'mymaster'], /num-slaves\n1\nnum-other-sentinels\n2\n/);
  }
  return sentinels;
}

const CLUSTER_OPTIONS = [
  '--cluster-enabled',
  'yes',
  '--cluster-node-timeout',
  '1000',
  '--cluster-require-full-coverage',
  'no',
];

/** Three nodes that hold all slots of a Redis Cluster. */
export async function startCluster(): Promise<DockerServer[]> {
  const nodes = await Promise.all([1, 2, 3].map(() => startNode(...CLUSTER_OPTIONS)));
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  await nodes[0]!.exec('redis-cli', '--cluster', 'create', ...addresses, '--cluster-yes');
  for (const node of nodes) await replies(node, ['CLUSTER', 'INFO'], /cluster_state:ok/);
  return nodes;
}

/** One node that holds all slots of a Redis Cluster, and its replica. */
export async function startReplicatedCluster(): Promise<[master: DockerServer, replica: DockerServer]> {
  const [master, replica] = await Promise.all([startNode(...CLUSTER_OPTIONS), startNode(...CLUSTER_OPTIONS)]);
  await cluster(master, 'ADDSLOTSRANGE', '0', '16383');
  const id = await cluster(master, 'MYID');
  await cluster(replica, 'MEET', master.host, String(master.port));
  await replies(replica, ['CLUSTER', 'NODES'], new RegExp(`${id}.* 0-16383`));
  await cluster(replica, 'REPLICATE', id);
  await follows(replica, master);
  for (const node of [master, replica]) await replies(node, ['CLUSTER', 'INFO'], /cluster_state:ok/);
  return [master, replica];
}

async function cluster(node: DockerServer, ...command: string[]): Promise<string> {
  return (await node.exec('redis-cli', '-p', `${node.port}`, 'CLUSTER', ...command)).trim();
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
  await until(`${command.join(' ')} matches ${pattern}`, matches, { timeout: 20_000, interval: 100 });
}
