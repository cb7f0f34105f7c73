import { CONSTANT, FASTIFY, GO, NEST, OURS } from './candidates.js';
import { table } from './document.js';
import { ALL_NAMES, ONE_NAME, THREE_NAMES } from './load.js';
import type { LoadFigures, Measured, Round } from './measure.js';
import { median, ratioRange } from './statistics.js';

type Of = (round: Round) => number;
type Target = [figure: string, value: number, sense: 'at least' | 'at most', limit: number, unit?: string];

/** What is aimed at, and what became of it; ratios are medians over the rounds. */
export function targetsTable(measured: readonly Measured[]): string {
  const roundsOf = (title: string) => measured.find((candidate) => candidate.title === title)!.rounds;
  const value = (of: Of) => median(roundsOf(OURS).map(of));
  const ratio = (other: string, of: Of) => ratioRange(roundsOf(OURS).map(of), roundsOf(other).map(of)).median;
  const load =
    (title: string, of: (figures: LoadFigures) => number): Of =>
    ({ loads }) =>
      of(loads[title]!);
  const requests = (other: string, title: string, limit: number): Target => {
    const measuredRatio = ratio(
      other,
      load(title, ({ perSecond }) => perSecond),
    );
    return [`requests/s against ${other}; ${title}`, measuredRatio, 'at least', limit];
  };
  const commands = (title: string, limit: number): Target => {
    const measuredCommands = value(load(title, ({ commands: { sent } }) => sent));
    return [`Redis commands a request; ${title}`, measuredCommands, 'at most', limit];
  };
  const one = ONE_NAME.title;
  const targets: Target[] = [
    requests(FASTIFY, one, 1.25),
    requests(FASTIFY, ALL_NAMES, 1.15),
    requests(NEST, one, 2),
    requests(GO, one, 1.3),
    requests(CONSTANT, one, 0.8),
    [
      `CPU a request against ${FASTIFY}; ${one}`,
      ratio(
        FASTIFY,
        load(one, ({ cpuUs }) => cpuUs),
      ),
      'at most',
      0.85,
    ],
    [
      `p99 against ${FASTIFY}; ${one}`,
      ratio(
        FASTIFY,
        load(one, ({ p99Ms }) => p99Ms),
      ),
      'at most',
      1,
    ],
    commands(one, 0.05),
    commands(THREE_NAMES.title, 0.06),
    commands(ALL_NAMES, 0.12),
    [`start to first answer against ${FASTIFY}`, ratio(FASTIFY, ({ startMs }) => startMs), 'at most', 1.3],
    ['resident memory, idle', value(({ idleMb }) => idleMb), 'at most', 100, ' MB'],
    ['resident memory, after load', value(({ loadedMb }) => loadedMb), 'at most', 170, ' MB'],
  ];
  return table(['figure of minipokedex', 'target', 'measured', ''], targets.map(rowOf));
}

function rowOf([figure, value, sense, limit, unit = '']: Target): string[] {
  const isMet = sense === 'at least' ? value >= limit : value <= limit;
  const verdict = isMet ? 'met' : `missed by ${Math.round((Math.abs(value - limit) / limit) * 100)} %`;
  const digits = unit ? 0 : limit < 0.2 ? 3 : 2;
  return [figure, `${sense} ${limit}${unit}`, `${value.toFixed(digits)}${unit}`, verdict];
}
