import type { CandidateId } from './candidates.js';
import type { LoadFigures } from './measure.js';
import type { LoadId } from './load.js';
import type { Results } from './results.js';

/** A promise about a figure, and what became of it. */
export interface Outcome {
  title: string;
  value: number;
  limit: number;
  /** Whether the value must reach the limit, or stay below it. */
  sense: 'at least' | 'at most';
  unit: '' | ' MB';
}

/** What is aimed at; ratios are medians over the rounds. */
export function outcomesOf(results: Results): Outcome[] {
  return [
    ...ratios(results, 'requests/s', 'perSecond', 'at least', [
      ['fastify', 'one', 1.25],
      ['fastify', 'all', 1.15],
      ['nest-express', 'one', 2],
      ['go', 'one', 1.3],
      ['constant', 'one', 0.8],
    ]),
    ...ratios(results, 'CPU a request', 'cpuMicroseconds', 'at most', [['fastify', 'one', 0.85]]),
    ...ratios(results, 'p99', 'p99Ms', 'at most', [['fastify', 'one', 1]]),
    ...commands(results, [
      ['one', 0.05],
      ['three', 0.06],
      ['all', 0.12],
    ]),
    ...starts(results, [
      ['fastify', 1.3],
      ['unbundled', 0.5],
    ]),
    memory(results, 'idleMegabytes', 'resident memory, idle', 100),
    memory(results, 'loadedMegabytes', 'resident memory, after load', 170),
  ];
}

export function isMet({ value, limit, sense }: Outcome): boolean {
  return sense === 'at least' ? value >= limit : value <= limit;
}

/** By which part of the limit a target was missed or kept. */
export function margin({ value, limit }: Outcome): number {
  return Math.abs(value - limit) / limit;
}

function ratios(
  results: Results,
  what: string,
  figure: keyof LoadFigures,
  sense: Outcome['sense'],
  limits: [CandidateId, LoadId, number][],
): Outcome[] {
  return limits
    .filter(([id]) => results.has(id))
    .map(([id, load, limit]) => ({
      title: `${what} against ${titleOf(results, id)}; ${loadTitle(results, load)}`,
      value: results.ratio(id, load, figure).median,
      limit,
      sense,
      unit: '',
    }));
}

function commands(results: Results, limits: [LoadId, number][]): Outcome[] {
  return limits.map(([load, limit]) => ({
    title: `Redis commands a request; ${loadTitle(results, load)}`,
    value: results.load('ours', load, 'redisCommands'),
    limit,
    sense: 'at most',
    unit: '',
  }));
}

function starts(results: Results, limits: [CandidateId, number][]): Outcome[] {
  return limits
    .filter(([id]) => results.has(id))
    .map(([id, limit]) => ({
      title: `start to first answer against ${id === 'unbundled' ? 'the unbundled build' : titleOf(results, id)}`,
      value: results.startRatio(id).median,
      limit,
      sense: 'at most',
      unit: '',
    }));
}

function memory(
  results: Results,
  when: 'idleMegabytes' | 'loadedMegabytes',
  title: string,
  limit: number,
): Outcome {
  return { title, value: results.memory('ours', when), limit, sense: 'at most', unit: ' MB' };
}

function titleOf({ candidates }: Results, id: CandidateId): string {
  return candidates.find((candidate) => candidate.id === id)!.title;
}

function loadTitle({ loads }: Results, id: LoadId): string {
  return loads.find((load) => load.id === id)!.title;
}
