import { cpus } from 'node:os';
import type { Options } from './options.js';
import type { Results } from './results.js';
import type { RatioRange } from './statistics.js';
import { isMet, margin, type Outcome, outcomesOf } from './targets.js';

/** The page about what was measured, as Markdown. */
export function performancePage(results: Results, options: Options): string {
  return [
    '# Performance',
    '',
    'Written by `make bench`; edit `bench/report.ts` instead.',
    '',
    '![Requests a second of each candidate under each load](performance.svg)',
    '',
    howMeasured(options),
    '## Targets',
    '',
    ...table(['figure of minipokedex', 'target', 'measured', ''], outcomesOf(results).map(outcomeRow)),
    '[Where the time goes](performance-limits.md) tells why some are missed, and what was tried.',
    '',
    ...results.loads.flatMap((load) => [
      `## ${load.title}`,
      '',
      ...table(
        ['candidate', 'requests/s', 'p50', 'p99', 'CPU a request', 'Redis commands a request'],
        results.candidates.map(({ id, title }) => [
          title,
          whole(results.load(id, load.id, 'perSecond')),
          `${results.load(id, load.id, 'p50Ms').toFixed(2)} ms`,
          `${results.load(id, load.id, 'p99Ms').toFixed(2)} ms`,
          `${results.load(id, load.id, 'cpuMicroseconds').toFixed(1)} µs`,
          commandsOf(
            results.load(id, load.id, 'redisCommands'),
            results.load(id, load.id, 'redisCommandsRun'),
          ),
        ]),
      ),
      ...ratioTable(results, load.id),
    ]),
    '## Start and memory',
    '',
    ...startTable(results),
  ].join('\n');
}

function howMeasured({ rounds, seconds, warmUpSeconds, starts }: Options): string {
  const short = rounds * seconds < 30;
  return `${short ? `**A short run of ${rounds} rounds of ${seconds} s: the figures show that the benchmark works, and little more.**\n\n` : ''}## How it was measured

On ${cpus().length} cores of one machine that also ran wrk, MySQL 9.7, Redis 8.0 (\`appendfsync always\`) and Memcached 1.6, so that
candidates and load share the processor: ratios tell more than figures. Node.js ${process.version}.

- ${rounds} rounds. Each starts every candidate by itself, on an emptied Redis, warms it up for ${warmUpSeconds} s, puts each load on it
  for ${seconds} s, and stops it; each round begins with another candidate. Figures are medians over the rounds, ratios medians
  of the rounds' ratios, with the least and the greatest in brackets.
- wrk keeps its connections open and asks again as soon as it is answered. Any answer but 2xx, any socket error and any
  visit that is not counted ends the benchmark.
- minipokedex is in its production form: metrics, logs and all its headers. Traced, it sends the spans of one visit in a
  hundred to a collector that drops them; untraced, which is its default, it has loaded nothing that traces.
  The others are in [bench/peers](../bench/peers/README.md).
- CPU is user and system time of the candidate's process. Redis commands are those that Redis was sent; in brackets with
  those that its script runs inside Redis.
- The start, the median of ${starts}, is the time from spawning the process to its first answer, the stores being up.
- Redis and Memcached are reached without Docker's port proxy, whose cost a command would favour minipokedex.
`;
}

function ratioTable(results: Results, load: Results['loads'][number]['id']): string[] {
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

function startTable(results: Results): string[] {
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

function table(head: string[], rows: string[][]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).concat('');
}
