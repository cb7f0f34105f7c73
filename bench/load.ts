import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type LoadId = 'one' | 'three' | 'all' | 'many';

/** What clients ask for, and how many of them at once. */
export interface Load {
  id: LoadId;
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

/** The loads, over a catalogue of so many names. */
export function loadsOver(names: readonly string[]): Load[] {
  const one = ['charmander'];
  const three = ['bulbasaur', 'charmander', 'squirtle'];
  return [
    { id: 'one', title: '64 connections, one name', connections: 64, names: one },
    { id: 'three', title: '64 connections, three names', connections: 64, names: three },
    { id: 'all', title: `64 connections, all ${names.length} names`, connections: 64, names },
    { id: 'many', title: '256 connections, one name', connections: 256, names: one },
  ];
}

/** @throws Error if wrk is not installed */
export function requireWrk(): void {
  if (spawnSync('wrk', ['-v']).error)
    throw new Error('wrk is not installed: apt-get install wrk, or brew install wrk');
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
  const json = stdout.split('\n').find((line) => line.startsWith('{'));
  const result = JSON.parse(json!) as LoadResult & { seconds: number; refused: number; socketErrors: number };
  if (result.refused > 0 || result.socketErrors > 0 || result.requests === 0) {
    throw new Error(`${url}, ${load.title}: ${json}`);
  }
  const { requests, p50Ms, p99Ms } = result;
  return { requests, perSecond: requests / result.seconds, p50Ms, p99Ms };
}
