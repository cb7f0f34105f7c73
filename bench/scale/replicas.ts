import { Redis } from 'ioredis';
import { type DockerServer, type ServiceProcess, startCluster, usageOf } from '@app/testing';
import type { Candidate } from '../candidates.js';
import { table } from '../document.js';
import { ALL_NAMES, type Load, runLoad } from '../load.js';
import { startCandidate } from '../measure.js';
import { countCommands, resetCommandCount } from '../redis.commands.js';
import { median } from '../statistics.js';
import type { Stores } from '../stores.js';
import { mainThreadUs } from './constants.js';

const REPLICAS = [1, 2, 3, 4];
const ROUNDS = 5;
const SECONDS = 4;
/** Shared by the replicas. */
const CONNECTIONS = 64;

interface Seen {
  perSecond: number;
  /** CPU of all replicas, a visit. */
  visitUs: number;
  /** Commands that all nodes of Redis were sent, a visit. */
  commands: number;
  /** CPU of the busiest node's main thread, a visit. */
  redisUs: number;
}

/** Puts the same load on one to four replicas over one Redis, and over a Cluster of three nodes; a table in Markdown. */
export async function compareReplicas(candidate: Candidate, stores: Stores): Promise<string> {
  const nodes = await startCluster();
  const clients = nodes.map(({ port }) => new Redis({ port }));
  try {
    const rows: string[][] = [];
    for (const replicas of REPLICAS)
      rows.push(await rowOf('one', candidate, stores.names, [stores.redis], replicas));
    const ofCluster = {
      ...candidate,
      environment: { ...candidate.environment, ...clusterEnvironment(nodes) },
    };
    for (const replicas of REPLICAS)
      rows.push(await rowOf('3 nodes', ofCluster, stores.names, clients, replicas));
    const heads = [
      'Redis',
      'replicas',
      'visits/s',
      'CPU a visit',
      'commands a visit',
      'CPU of the busiest Redis a visit',
    ];
    return table([...heads, 'which ends at'], rows);
  } finally {
    for (const client of clients) client.disconnect();
    await Promise.all(nodes.map((node) => node.remove()));
  }
}

function clusterEnvironment(nodes: readonly DockerServer[]): NodeJS.ProcessEnv {
  return { REDIS_CLUSTER_NODES: nodes.map(({ port }) => `127.0.0.1:${port}`).join(',') };
}

async function rowOf(
  redis: string,
  candidate: Candidate,
  names: readonly string[],
  nodes: readonly Redis[],
  replicas: number,
): Promise<string[]> {
  const running = await Promise.all(Array.from({ length: replicas }, () => startCandidate(candidate)));
  try {
    const load = { title: ALL_NAMES, connections: Math.floor(CONNECTIONS / replicas), names };
    await Promise.all(running.map(({ url }) => runLoad(url, load, 2)));
    const rounds: Seen[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound(running, load, nodes));
    const seen = (figure: keyof Seen) => median(rounds.map((round) => round[figure]));
    return [
      redis,
      String(replicas),
      thousands(seen('perSecond')),
      `${seen('visitUs').toFixed(0)} µs`,
      seen('commands').toFixed(3),
      `${seen('redisUs').toFixed(1)} µs`,
      `${thousands(1e6 / seen('redisUs'))} visits/s`,
    ];
  } finally {
    await Promise.all(running.map((service) => service.end('SIGTERM')));
  }
}

async function measureRound(
  running: readonly ServiceProcess[],
  load: Load,
  nodes: readonly Redis[],
): Promise<Seen> {
  const cpuUs = () => running.reduce((sum, { pid }) => sum + usageOf(pid).cpuUs, 0);
  await Promise.all(nodes.map(resetCommandCount));
  const before = { service: cpuUs(), redis: await Promise.all(nodes.map(mainThreadUs)) };
  const results = await Promise.all(running.map(({ url }) => runLoad(url, load, SECONDS)));
  const visits = results.reduce((sum, { requests }) => sum + requests, 0);
  const serviceUs = cpuUs() - before.service;
  const redisUs = (await Promise.all(nodes.map(mainThreadUs))).map((us, node) => us - before.redis[node]!);
  const counts = await Promise.all(nodes.map(countCommands));
  return {
    perSecond: visits / SECONDS,
    visitUs: serviceUs / visits,
    commands: counts.reduce((sum, { sent }) => sum + sent, 0) / visits,
    redisUs: Math.max(...redisUs) / visits,
  };
}

function thousands(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}
