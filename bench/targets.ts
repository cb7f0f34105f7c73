import { CONSTANT, FASTIFY, GO, NEST, OURS } from './candidates.js';
import { table } from './document.js';
import { ALL_NAMES, ONE_NAME, THREE_NAMES } from './load.js';
import type { LoadFigures, Measured, Round } from './measure.js';
import { median, ratioRange } from './statistics.js';

interface Target {
  figure: string;
  of: (round: Round) => number;
  /** Another candidate: the target is for the ratio of ours to its figure, the median over the rounds. */
  against?: string;
  sense: 'at least' | 'at most';
  limit: number;
  unit?: string;
}

const ONE = ONE_NAME.title;
const TARGETS: Target[] = [
  requests(FASTIFY, ONE, 1.25),
  requests(FASTIFY, ALL_NAMES, 1.15),
  requests(NEST, ONE, 2),
  requests(GO, ONE, 1.3),
  requests(CONSTANT, ONE, 0.8),
  { ...ofLoad('CPU a request', ONE, ({ cpuUs }) => cpuUs), against: FASTIFY, sense: 'at most', limit: 0.85 },
  { ...ofLoad('p99', ONE, ({ p99Ms }) => p99Ms), against: FASTIFY, sense: 'at most', limit: 1 },
  commands(ONE, 0.05),
  commands(THREE_NAMES.title, 0.06),
  commands(ALL_NAMES, 0.12),
  {
    figure: 'start to first answer',
    of: ({ startMs }) => startMs,
    against: FASTIFY,
    sense: 'at most',
    limit: 1.3,
  },
  { figure: 'resident memory, idle', of: ({ idleMb }) => idleMb, sense: 'at most', limit: 100, unit: ' MB' },
  {
    figure: 'resident memory, after load',
    of: ({ loadedMb }) => loadedMb,
    sense: 'at most',
    limit: 170,
    unit: ' MB',
  },
];

/** What is aimed at, and what became of it. */
export function targetsTable(measured: readonly Measured[]): string {
  const series = (title: string, of: Target['of']) =>
    measured.find((candidate) => candidate.title === title)!.rounds.map(of);
  const rows = TARGETS.map(({ figure, of, against, sense, limit, unit = '' }) => {
    const ours = series(OURS, of);
    const value = against ? ratioRange(ours, series(against, of)).median : median(ours);
    const isMet = sense === 'at least' ? value >= limit : value <= limit;
    const verdict = isMet ? 'met' : `missed by ${Math.round((Math.abs(value - limit) / limit) * 100)} %`;
    const printed = value.toFixed(unit ? 0 : limit < 0.2 ? 3 : 2);
    return [
      against ? `${figure}, against ${against}` : figure,
      `${sense} ${limit}${unit}`,
      `${printed}${unit}`,
      verdict,
    ];
  });
  return table(['figure of minipokedex', 'target', 'measured', ''], rows);
}

function ofLoad(figure: string, title: string, of: (figures: LoadFigures) => number) {
  return { figure: `${figure}; ${title}`, of: ({ loads }: Round) => of(loads[title]!) };
}

function requests(against: string, title: string, limit: number): Target {
  return { ...ofLoad('requests/s', title, ({ perSecond }) => perSecond), against, sense: 'at least', limit };
}

function commands(title: string, limit: number): Target {
  return { ...ofLoad('Redis commands a request', title, ({ sent }) => sent), sense: 'at most', limit };
}
