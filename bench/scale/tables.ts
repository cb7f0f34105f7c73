import { clusterOf } from './cluster.ts';
import { ASSUMED, oneServer, PATIENCE_US, type Scenario } from './scenario.ts';
import { type Outcome, simulate } from './simulation.ts';

const REPLICAS = [1, 3, 10, 30, 100, 300, 1000];
const RATES = [1_000, 10_000, 100_000, 1_000_000];
const MASTERS = [3, 6, 16];
/** The p99 at which a shard is said to end, in microseconds: a fifth of what a visit waits for its number. */
const LIMIT_US = PATIENCE_US / 5;

const header = [
  '| replicas | visits/s | commands/s | visits a command | CPU | CPU and sync | p50 ms | p99 ms |',
  '| -------: | -------: | ---------: | ---------------: | --: | -----------: | -----: | -----: |',
];

/** Replicas against visits a second on one server. */
export function oneServerTable(): string {
  return [...header, ...rowsOf(oneServer, REPLICAS, RATES)].join('\n');
}

/** The same where a cluster is of use, for each size of cluster. */
export function clusterTables(): string {
  return MASTERS.map((masters) => {
    const cluster = { ...oneServer, ...clusterOf(masters) };
    return [
      `**${masters} masters** (${spread(cluster, masters)})`,
      '',
      ...header,
      ...rowsOf(cluster, [30, 100, 300, 1000], RATES.slice(1)),
    ].join('\n');
  }).join('\n\n');
}

/** The load that each number of replicas gets through each kind of server within the limit. */
export function limitsTable(): string {
  const replicas = [10, 30, 100, 300, 1000];
  const kinds: [string, Partial<Scenario>][] = [
    ['one server', {}],
    ...MASTERS.map((masters): [string, Partial<Scenario>] => [`${masters} masters`, clusterOf(masters)]),
  ];
  return [
    `| replicas | ${kinds.map(([kind]) => kind).join(' | ')} |`,
    `| --: | ${kinds.map(() => '--:').join(' | ')} |`,
    ...replicas.map((count) => `| ${count} | ${kinds.map(([, kind]) => limitOf(count, kind)).join(' | ')} |`),
  ].join('\n');
}

function rowsOf(
  scenario: Omit<Scenario, 'replicas' | 'visitsPerSecond'>,
  replicas: number[],
  rates: number[],
): string[] {
  return replicas.flatMap((count) =>
    rates
      .filter((rate) => rate <= mostOf(count))
      .map((rate) => rowOf(count, rate, simulate({ ...scenario, replicas: count, visitsPerSecond: rate }))),
  );
}

function rowOf(replicas: number, rate: number, outcome: Outcome): string {
  const { commandsPerSecond, visitsPerCommand, cpu, busy, p50, p99 } = outcome;
  const cells = [
    replicas,
    thousands(rate),
    thousands(Math.round(commandsPerSecond)),
    visitsPerCommand.toFixed(visitsPerCommand < 10 ? 2 : 0),
    percent(cpu),
    percent(busy),
    ms(p50),
    ms(p99),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** By bisection, to a tenth. */
function limitOf(replicas: number, kind: Partial<Scenario>): string {
  const holds = (visitsPerSecond: number) =>
    simulate({ ...oneServer, ...kind, leastUs: 1_000_000, replicas, visitsPerSecond }).p99 <= LIMIT_US;
  const most = Math.min(mostOf(replicas), 2_000_000);
  if (holds(most)) return `≥ ${roughly(most)}`;
  let [low, high] = [1_000, most];
  while (high / low > 1.1) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return roughly(low);
}

/** Of the visits a second that replicas have the CPU for, nine tenths. */
function mostOf(replicas: number): number {
  return (0.9 * replicas * 1e6) / ASSUMED.visitUs;
}

function spread({ serverOfHash, hashOfName }: Scenario | typeof oneServer, masters: number): string {
  const count = (values: readonly number[]) =>
    Array.from({ length: masters }, (_, server) => values.filter((at) => at === server).length);
  const names = count(hashOfName.map((hash) => serverOfHash[hash]!));
  return `hashes ${count(serverOfHash).join(', ')}; names ${names.join(', ')}`;
}

function roughly(value: number): string {
  return thousands(Number(value.toPrecision(2)));
}

function thousands(value: number): string {
  return value.toLocaleString('en');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A visit that waits longer is answered null. */
function ms(us: number): string {
  if (us > PATIENCE_US) return `> ${PATIENCE_US / 1000}`;
  return (us / 1000).toFixed(us < 10_000 ? 1 : 0);
}
