import { freePort } from '../network/free.port.js';
import { until } from '../until.js';
import { DockerServer } from './docker.server.js';
import { startNode, storeImages } from './store.servers.js';

/**
 * A sentinel of `mymaster`.
 *
 * @param settings further lines of its configuration
 */
export async function startSentinel(
  masterPort: number,
  quorum: number,
  ...settings: string[]
): Promise<DockerServer> {
  const hostPort = await freePort();
  const configuration = [
    `port ${hostPort}`,
    'bind 127.0.0.1',
    `sentinel monitor mymaster 127.0.0.1 ${masterPort} ${quorum}`,
    'sentinel down-after-milliseconds mymaster 1000',
    'sentinel failover-timeout mymaster 5000',
    ...settings,
  ];
  const write = `printf '%s\\n' "$@" > /tmp/sentinel.conf`;
  return DockerServer.start({
    image: storeImages.redis,
    hostPort,
    arguments: [
      'sh',
      '-c',
      `${write}; exec redis-server /tmp/sentinel.conf --sentinel`,
      'sh',
      ...configuration,
    ],
    probe: ['redis-cli', '-p', `${hostPort}`, 'ping'],
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

const CLUSTER_OPTIONS =
  '--cluster-enabled yes --cluster-node-timeout 1000 --cluster-require-full-coverage no'.split(' ');

/** Three nodes that hold all slots of a Redis Cluster, each with so many replicas. */
export async function startCluster(replicas = 0): Promise<DockerServer[]> {
  const starts = Array.from({ length: 3 * (1 + replicas) }, () => startNode(...CLUSTER_OPTIONS));
  const nodes = await Promise.all(starts);
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const options = ['--cluster-replicas', String(replicas), '--cluster-yes'];
  await nodes[0]!.exec('redis-cli', '--cluster', 'create', ...addresses, ...options);
  for (const node of nodes) await replies(node, ['CLUSTER', 'INFO'], /cluster_state:ok/);
  return nodes;
}

/** One node that holds all slots of a Redis Cluster, and its replica. */
export async function startReplicatedCluster(): Promise<[master: DockerServer, replica: DockerServer]> {
  const [master, replica] = await Promise.all([startNode(...CLUSTER_OPTIONS), startNode(...CLUSTER_OPTIONS)]);
  await cli(master, 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  const id = (await cli(master, 'CLUSTER', 'MYID')).trim();
  await cli(replica, 'CLUSTER', 'MEET', master.host, String(master.port));
  await replies(replica, ['CLUSTER', 'NODES'], new RegExp(`${id}.* 0-16383`));
  await cli(replica, 'CLUSTER', 'REPLICATE', id);
  await follows(replica, master);
  for (const node of [master, replica]) await replies(node, ['CLUSTER', 'INFO'], /cluster_state:ok/);
  return [master, replica];
}

/** Waits until a server replicates the other. */
export async function follows(server: DockerServer, master: DockerServer): Promise<void> {
  await replies(
    server,
    ['INFO', 'replication'],
    new RegExp(`master_port:${master.port}\n.*link_status:up`, 's'),
  );
}

/** Points a replica at a port, by default one where nothing listens; Sentinels take some seconds to correct that. */
export async function cutOff(replica: DockerServer, port = 1): Promise<void> {
  await cli(replica, 'REPLICAOF', '127.0.0.1', String(port));
}

/** Runs a command on a server of the host's network; its lines end in `\n`. */
export async function cli(server: DockerServer, ...command: string[]): Promise<string> {
  return (await server.exec('redis-cli', '-p', `${server.port}`, ...command)).replaceAll('\r', '');
}

/** Waits until the reply to a command matches. */
async function replies(server: DockerServer, command: string[], pattern: RegExp): Promise<void> {
  const matches = async () => pattern.test(await cli(server, ...command));
  await until(`${command.join(' ')} matches ${pattern}`, matches, { timeout: 20_000, interval: 100 });
}
