import { setTimeout as sleep } from 'node:timers/promises';
import { request, ServiceProcess, usageOf } from '@app/testing';
import type { Candidate } from './candidates.js';
import { type Load, type LoadResult, ONE_NAME, runAtRate, runLoad } from './load.js';
import { countCommands, emptyRedis, type RedisCommands, resetCommandCount } from './redis.commands.js';
import type { Stores } from './stores.js';

/** One load on one candidate: CPU of its own process, and commands of Redis, a request. */
export interface LoadFigures extends LoadResult, RedisCommands {
  cpuUs: number;
}

/** One candidate in one round. Memory is resident, in megabytes of 10^6 bytes. */
export interface Round {
  /** From spawning the process to its first answer. */
  startMs: number;
  idleMb: number;
  loadedMb: number;
  /** By the title of the load. */
  loads: Record<string, LoadFigures>;
  /** One name at half of the rate at which the connections of wrk got it, whether answers come or not. */
  atHalf: LoadResult;
}

export interface Measured {
  title: string;
  rounds: Round[];
}

/** Measures all, interleaved: each round visits every candidate, and begins with another one than the round before. */
export async function measureAll(
  candidates: readonly Candidate[],
  loads: readonly Load[],
  stores: Stores,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Measured[]> {
  // Fills the compile caches.
  for (const candidate of candidates) await (await startCandidate(candidate)).end('SIGTERM');
  const measured = candidates.map(({ title }): Measured => ({ title, rounds: [] }));
  for (let round = 0; round < rounds; round++)
    for (let place = 0; place < candidates.length; place++) {
      const index = (round + place) % candidates.length;
      const figures = await measureRound(candidates[index]!, loads, stores, seconds);
      measured[index]!.rounds.push(figures);
      const perSecond = loads.map(({ title }) => Math.round(figures.loads[title]!.perSecond));
      console.log(`round ${round + 1}/${rounds}  ${candidates[index]!.title}: ${perSecond} requests/s`);
    }
  return measured;
}

export function startCandidate({ command, environment }: Candidate): Promise<ServiceProcess> {
  return ServiceProcess.start(environment, { command, ready: '/charmander', pollMs: 5 });
}

/** Starts a candidate on an empty Redis, puts each load on it in turn, and stops it. */
async function measureRound(
  candidate: Candidate,
  loads: readonly Load[],
  stores: Stores,
  seconds: number,
): Promise<Round> {
  await emptyRedis(stores.redis);
  const startedAt = performance.now();
  const running = await startCandidate(candidate);
  const startMs = performance.now() - startedAt;
  try {
    await sleep(2000);
    const idleMb = residentMb(running);
    for (const load of loads) await runLoad(running.url, load, 1);
    const figures: Round['loads'] = {};
    for (const load of loads)
      figures[load.title] = await measureLoad(candidate, running, load, stores, seconds);
    const loadedMb = residentMb(running);
    const half = Math.round(figures[ONE_NAME.title]!.perSecond / 2);
    return { startMs, idleMb, loadedMb, loads: figures, atHalf: await runAtRate(running.url, half, seconds) };
  } finally {
    await running.end('SIGTERM');
  }
}

export function residentMb({ pid }: ServiceProcess): number {
  return (usageOf(pid).resident * 2 ** 20) / 1e6;
}

async function measureLoad(
  { counts }: Candidate,
  running: ServiceProcess,
  load: Load,
  { redis }: Stores,
  seconds: number,
): Promise<LoadFigures> {
  const countedBefore = counts ? await sumOfCounts(running.url, load.names) : 0;
  await resetCommandCount(redis);
  const cpuBefore = usageOf(running.pid).cpuUs;
  const result = await runLoad(running.url, load, seconds);
  const cpuUs = usageOf(running.pid).cpuUs - cpuBefore;
  const { sent, run } = await countCommands(redis);
  const { requests } = result;
  if (counts) {
    const counted = (await sumOfCounts(running.url, load.names)) - load.names.length - countedBefore;
    // wrk doesn't report the requests that it left unanswered at its end: at most one a connection.
    if (counted < requests || counted > requests + load.connections)
      throw new Error(`${counted} visits were counted, ${requests} answered`);
  }
  return { ...result, cpuUs: cpuUs / requests, sent: sent / requests, run: run / requests };
}

/**
 * The counts of some names added up; reading them visits each name once.
 *
 * @throws Error if an answer is not the contract's, byte for byte
 */
async function sumOfCounts(url: string, names: readonly string[]): Promise<number> {
  let sum = 0;
  for (const name of names) {
    const { text, body } = await request(`${url}/${encodeURIComponent(name)}`, { status: 200 });
    const { count } = (body as { data: { count: unknown } }).data;
    if (typeof count !== 'number' || text !== JSON.stringify(body, null, 4))
      throw new Error(`${url} answers ${name} with ${text}`);
    sum += count;
  }
  return sum;
}
