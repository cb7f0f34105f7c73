import { setTimeout as sleep } from 'node:timers/promises';
import type { Candidate } from './candidates.js';
import { checkCounted, sumOfCounts } from './counted.js';
import { type Load, type LoadId, runLoad } from './load.js';
import type { Options } from './options.js';
import { countCommands, emptyRedis, resetCommandCount } from './redis.commands.js';
import { RunningCandidate } from './running.candidate.js';
import type { Stores } from './stores.js';

/** One load on one candidate. */
export interface LoadFigures {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Of the candidate's own process, a request. */
  cpuMicroseconds: number;
  /** Commands that Redis was sent, a request. */
  redisCommands: number;
  /** With those that scripts ran inside Redis. */
  redisCommandsRun: number;
}

/** One candidate in one round. */
export interface RoundFigures {
  loads: Record<LoadId, LoadFigures>;
  idleMegabytes: number;
  loadedMegabytes: number;
}

/** How long a candidate rests after its start before its memory is read, in milliseconds. */
const REST_MS = 2000;

/** Starts a candidate on an empty Redis, puts each load on it in turn, and stops it. */
export async function measureRound(
  candidate: Candidate,
  loads: readonly Load[],
  stores: Stores,
  { seconds, warmUpSeconds }: Options,
): Promise<RoundFigures> {
  await emptyRedis(stores.redis);
  const running = await RunningCandidate.start(candidate);
  try {
    await sleep(REST_MS);
    const idleMegabytes = running.residentMegabytes;
    for (const load of loads)
      await runLoad(running.url, load, Math.max(1, Math.round(warmUpSeconds / loads.length)));
    const figures: [LoadId, LoadFigures][] = [];
    for (const load of loads) {
      figures.push([load.id, await measureLoad(candidate, running, load, stores, seconds)]);
    }
    const measured = Object.fromEntries(figures) as Record<LoadId, LoadFigures>;
    return { loads: measured, idleMegabytes, loadedMegabytes: running.residentMegabytes };
  } finally {
    await running.stop();
  }
}

async function measureLoad(
  { counts }: Candidate,
  running: RunningCandidate,
  load: Load,
  { redis }: Stores,
  seconds: number,
): Promise<LoadFigures> {
  const countedBefore = counts ? await sumOfCounts(running.url, load.names) : 0;
  await resetCommandCount(redis);
  const cpuBefore = running.cpuUs;
  const { requests, ...figures } = await runLoad(running.url, load, seconds);
  const cpu = running.cpuUs - cpuBefore;
  const commands = await countCommands(redis);
  if (counts) {
    const counted = (await sumOfCounts(running.url, load.names)) - load.names.length - countedBefore;
    checkCounted(counted, requests, load.connections);
  }
  return {
    ...figures,
    cpuMicroseconds: cpu / requests,
    redisCommands: commands.sent / requests,
    redisCommandsRun: commands.run / requests,
  };
}
