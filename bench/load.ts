import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What clients ask for, and how many of them at once. */
export interface Load {
  title: string;
  connections: number;
  names: readonly string[];
}

/** What the clients saw. */
export interface LoadResult {
  requests: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const ONE = ['charmander'];
const THREE = ['bulbasaur', 'charmander', 'squirtle'];
export const ONE_NAME: Load = { title: '64 connections, one name', connections: 64, names: ONE };
export const THREE_NAMES: Load = { title: '64 connections, three names', connections: 64, names: THREE };
const MANY: Load = { title: '256 connections, one name', connections: 256, names: ONE };
export const ALL_NAMES = '64 connections, all names';

export function loadsOver(names: readonly string[]): Load[] {
  return [ONE_NAME, THREE_NAMES, { title: ALL_NAMES, connections: 64, names }, MANY];
}

/**
 * Runs wrk: each connection asks again as soon as it is answered.
 *
 * @throws Error if any answer was not 2xx, and on any socket error
 */
export async function runLoad(url: string, load: Load, seconds: number): Promise<LoadResult> {
  const { stdout } = await run('wrk', [
    '--threads=1',
    `--connections=${load.connections}`,
    `--duration=${seconds}s`,
    '--script=bench/wrk.lua',
    url,
    '--',
    ...load.names.map(encodeURIComponent),
  ]);
  const json = stdout.split('\n').find((line) => line.startsWith('{'))!;
  const { faults, ...result } = JSON.parse(json) as LoadResult & { faults: number };
  if (faults > 0 || result.requests === 0) throw new Error(`${url}, ${load.title}: ${json}`);
  return result;
}

/**
 * Visits one name at a constant rate, which slow answers don't slow down, by vegeta.
 *
 * @throws Error if any answer was not 2xx
 */
export async function runAtRate(url: string, perSecond: number, seconds: number): Promise<LoadResult> {
  const attack = `vegeta attack -rate=${perSecond}/1s -duration=${seconds}s -connections=64 -max-body=0`;
  const pipeline = `echo 'GET ${url}/${ONE[0]}' | ${attack} | vegeta report -type=json`;
  const { stdout } = await run('bash', ['-o', 'pipefail', '-c', pipeline]);
  const { requests, rate, success, latencies } = JSON.parse(stdout) as {
    requests: number;
    rate: number;
    success: number;
    latencies: Record<'50th' | '99th', number>;
  };
  if (success < 1) throw new Error(`${url} at ${perSecond} requests/s: ${stdout}`);
  return { requests, perSecond: rate, p50Ms: latencies['50th'] / 1e6, p99Ms: latencies['99th'] / 1e6 };
}
