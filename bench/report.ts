import { cpus } from 'node:os';
import { table, whole } from './document.js';
import type { Load } from './load.js';
import type { Measured, Round } from './measure.js';
import { median, ratioRange } from './statistics.js';

/** A figure of a round, and how it is printed. */
type Column = [head: string, of: (round: Round) => number, print: (value: number) => string];

const ms = (value: number) => `${value.toFixed(2)} ms`;
const megabytes = (value: number) => `${whole(value)} MB`;

/** What was measured, as Markdown; the first is ours. */
export function reportOf(
  measured: readonly Measured[],
  loads: readonly Load[],
  { rounds, seconds }: { rounds: number; seconds: number },
): string {
  return [
    `${rounds} rounds of ${seconds} s, ${cpus().length} cores, Node.js ${process.version}.`,
    ...loads.flatMap(({ title }) => section(title, measured, ...columnsOf(title))),
    ...section('One name, at half of the rate of 64 connections', measured, ...atHalf),
    ...section('Start and memory', measured, ...startAndMemory),
  ].join('\n\n');
}

type Columns = [compared: Column[], further: Column[]];

function columnsOf(title: string): Columns {
  const load = ({ loads }: Round) => loads[title]!;
  return [
    [
      ['requests/s', (round) => load(round).perSecond, whole],
      ['p99', (round) => load(round).p99Ms, ms],
      ['CPU a request', (round) => load(round).cpuUs, (us) => `${us.toFixed(1)} µs`],
    ],
    [
      ['p50', (round) => load(round).p50Ms, ms],
      ['Redis commands a request', (round) => load(round).sent, (sent) => sent.toFixed(3)],
      ['with those in scripts', (round) => load(round).run, (run) => run.toFixed(2)],
    ],
  ];
}

const atHalf: Columns = [
  [['p99', (round) => round.atHalf.p99Ms, ms]],
  [
    ['p50', (round) => round.atHalf.p50Ms, ms],
    ['requests/s', (round) => round.atHalf.perSecond, whole],
  ],
];
const startAndMemory: Columns = [
  [['start to first answer', ({ startMs }) => startMs, (value) => `${whole(value)} ms`]],
  [
    ['memory idle', ({ idleMb }) => idleMb, megabytes],
    ['memory after load', ({ loadedMb }) => loadedMb, megabytes],
  ],
];

/** The figures of all, and the ratios of ours to the others. */
function section(title: string, measured: readonly Measured[], ...[compared, further]: Columns): string[] {
  const [ours, ...others] = measured;
  const columns = [...compared, ...further];
  const figures = measured.map(({ title: name, rounds }) =>
    [name].concat(columns.map(([, of, print]) => print(median(rounds.map(of))))),
  );
  const ratios = others.map(({ title: name, rounds }) =>
    [name].concat(compared.map(([, of]) => ratio(ours!.rounds.map(of), rounds.map(of)))),
  );
  return [
    `### ${title}`,
    table(['candidate', ...columns.map(([head]) => head)], figures),
    table([`${ours!.title} against`, ...compared.map(([head]) => head)], ratios),
  ];
}

function ratio(ours: readonly number[], theirs: readonly number[]): string {
  const { median: middle, least, greatest } = ratioRange(ours, theirs);
  return `${middle.toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)})`;
}
