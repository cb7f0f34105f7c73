import { cpus } from 'node:os';
import { table } from './document.js';
import type { Load, LoadResult } from './load.js';
import type { Measured, Round } from './measure.js';
import { median, ratioRange } from './statistics.js';

/** A figure of a round, and how it is printed. */
type Column = [head: string, of: (round: Round) => number, print: (value: number) => string];

const whole = (value: number) => Math.round(value).toLocaleString('en');
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
    ...loads.flatMap((load) => loadSection(measured, load)),
    ...section(
      'One name, at half of that rate',
      measured,
      rates(({ atHalf }) => atHalf),
    ),
    ...section('Start and memory', measured, [
      ['start to first answer', ({ startMs }) => startMs, (value) => `${whole(value)} ms`],
      ['memory idle', ({ idleMb }) => idleMb, megabytes],
      ['memory after load', ({ loadedMb }) => loadedMb, megabytes],
    ]),
  ].join('\n\n');
}

/** The figures of all, and the ratios of ours to the others. */
function section(title: string, measured: readonly Measured[], compared: Column[], further: Column[] = []) {
  const [ours, ...others] = measured;
  const columns = [...compared, ...further];
  const figures = measured.map(({ title: name, rounds }) => [
    name,
    ...columns.map(([, of, print]) => print(medianOf(rounds, of))),
  ]);
  const ratios = others.map(({ title: name, rounds }) =>
    [name].concat(compared.map(([, of]) => range(ratioRange(ours!.rounds.map(of), rounds.map(of))))),
  );
  return [
    `### ${title}`,
    table(['candidate', ...columns.map(([head]) => head)], figures),
    table([`${ours!.title} against`, ...compared.map(([head]) => head)], ratios),
  ];
}

function rates(of: (round: Round) => LoadResult): Column[] {
  return [
    ['requests/s', (round) => of(round).perSecond, whole],
    ['p50', (round) => of(round).p50Ms, ms],
    ['p99', (round) => of(round).p99Ms, ms],
  ];
}

function loadSection(measured: readonly Measured[], { title }: Load): string[] {
  const load = ({ loads }: Round) => loads[title]!;
  return section(
    title,
    measured,
    [...rates(load), ['CPU a request', (round) => load(round).cpuUs, (us) => `${us.toFixed(1)} µs`]],
    [
      ['Redis commands a request', (round) => load(round).sent, (sent) => sent.toFixed(3)],
      ['with those in scripts', (round) => load(round).run, (run) => run.toFixed(2)],
    ],
  );
}

function medianOf(rounds: readonly Round[], of: (round: Round) => number): number {
  return median(rounds.map(of));
}

function range({ median: middle, least, greatest }: ReturnType<typeof ratioRange>): string {
  return `${middle.toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)})`;
}
