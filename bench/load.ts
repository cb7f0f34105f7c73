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
 * Visits one name at a constant rate, by oha. A request that waits for a connection counts from when it was due, so that
 * slow answers hide none (no coordinated omission).
 *
 * @throws Error if any answer was not 200
 */
export async function runAtRate(url: string, perSecond: number, seconds: number): Promise<LoadResult> {
  const requests = perSecond * seconds;
  const rate = ['--latency-correction', `-q${perSecond}`, `-n${requests}`, '-c64'];
  const { stdout } = await run('oha', ['--no-tui', '--output-format=json', ...rate, `${url}/charmander`]);
  const { metrics, statusCodeDistribution } = JSON.parse(stdout) as {
    metrics: { requests_per_sec: number; latency_ms: Record<'p50' | 'p99', number> };
    statusCodeDistribution: Record<string, number>;
  };
  if (statusCodeDistribution['200'] !== requests)
    throw new Error(`${url} at ${perSecond} requests/s: ${stdout}`);
  const { p50, p99 } = metrics.latency_ms;
  return { requests, perSecond: metrics.requests_per_sec, p50Ms: p50, p99Ms: p99 };
}
