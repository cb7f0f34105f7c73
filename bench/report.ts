import { cpus } from 'node:os';
import type { CandidateId } from './candidates.js';
import { table } from './document.js';
import type { LoadId } from './load.js';
import type { LoadFigures } from './measure.js';
import type { Options } from './options.js';
import type { Results } from './results.js';
import type { RatioRange } from './statistics.js';
import { isMet, margin, type Outcome, outcomesOf } from './targets.js';

/** What was measured, as Markdown. */
export function reportOf(results: Results, options: Options): string {
  return [
    machine(options),
    '### Targets',
    table(['figure of minipokedex', 'target', 'measured', ''], outcomesOf(results).map(outcomeRow)),
    ...results.loads.flatMap(({ id, title }) => [
      `### ${title}`,
      loadTable(results, id),
      ratioTable(results, id),
    ]),
    '### Start and memory',
    startTable(results),
  ].join('\n\n');
}

function machine({ rounds, seconds, starts }: Options): string {
  const short =
    rounds * seconds < 30 ? ' A short run: the figures show that the benchmark works, and little more.' : '';
  return `${rounds} rounds of ${seconds} s, ${starts} starts, ${cpus().length} cores, Node.js ${process.version}.${short}`;
}

function loadTable(results: Results, load: LoadId): string {
  const figure = (id: CandidateId, name: keyof LoadFigures) => results.load(id, load, name);
  return table(
    ['candidate', 'requests/s', 'p50', 'p99', 'CPU a request', 'Redis commands a request'],
    results.candidates.map(({ id, title }) => [
      title,
      whole(figure(id, 'perSecond')),
      `${figure(id, 'p50Ms').toFixed(2)} ms`,
      `${figure(id, 'p99Ms').toFixed(2)} ms`,
      `${figure(id, 'cpuMicroseconds').toFixed(1)} µs`,
      commandsOf(figure(id, 'redisCommands'), figure(id, 'redisCommandsRun')),
    ]),
  );
}

function ratioTable(results: Results, load: LoadId): string {
  const others = results.candidates.filter(({ id }) => id !== 'ours');
  return table(
    ['minipokedex against', 'requests/s', 'p99', 'CPU a request'],
    others.map(({ id, title }) => [
      title,
      range(results.ratio(id, load, 'perSecond')),
      range(results.ratio(id, load, 'p99Ms')),
      range(results.ratio(id, load, 'cpuMicroseconds')),
    ]),
  );
}

function startTable(results: Results): string {
  const rows = results.candidates.map(({ id, title }) => [
    title,
    `${whole(results.startMs(id))} ms`,
    `${whole(results.memory(id, 'idleMegabytes'))} MB`,
    `${whole(results.memory(id, 'loadedMegabytes'))} MB`,
  ]);
  if (results.has('unbundled'))
    rows.push(['minipokedex, unbundled', `${whole(results.startMs('unbundled'))} ms`, '', '']);
  return table(['candidate', 'start to first answer', 'memory idle', 'memory after load'], rows);
}

function outcomeRow(outcome: Outcome): string[] {
  const { title, sense, limit, value, unit } = outcome;
  const verdict = isMet(outcome) ? 'met' : `missed by ${(margin(outcome) * 100).toFixed(0)} %`;
  const digits = unit ? 0 : limit < 0.2 ? 3 : 2;
  return [title, `${sense} ${limit}${unit}`, `${value.toFixed(digits)}${unit}`, verdict];
}

function commandsOf(sent: number, run: number): string {
  return Math.abs(run - sent) < 0.001 ? sent.toFixed(3) : `${sent.toFixed(3)} (${run.toFixed(2)})`;
}

function range({ median, least, greatest }: RatioRange): string {
  return `${median.toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)})`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
