import { table, whole } from '../document.js';
import {
  ASSUMED,
  cluster,
  type Constants,
  type Kind,
  oneServer,
  PATIENCE_US,
  type Scenario,
} from './scenario.js';
import { simulate } from './simulation.js';

const MASTERS = [3, 6, 16];
/** The p99 at which a server is said to end, in microseconds: a fifth of a visit's patience. */
const LIMIT_US = PATIENCE_US / 5;

export function constantsTable({ commandUs, nameUs, syncUs }: Constants): string {
  const cpu = "measured: CPU of Redis's main thread";
  const rows: [constant: string, us: number, source: string][] = [
    ['a command, apart from its names (a)', commandUs, cpu],
    ['each name in it (b)', nameUs, cpu],
    [
      'writing and syncing the file, per turn of Redis (f)',
      syncUs,
      'measured: a lone call with `always` less one with `no`',
    ],
    ['round trip between a replica and Redis (d)', ASSUMED.roundTripUs, 'assumed: two pods of one zone'],
    ["a visit's CPU in the service (c)", ASSUMED.visitUs, 'assumed: a busy pod'],
    ["a turn of the service's event loop besides", ASSUMED.turnUs, 'assumed'],
  ];
  return table(
    ['constant', 'µs', 'source'],
    rows.map((cells) => cells.map(String)),
  );
}

/** Replicas against visits a second on one server. */
export function oneServerTable(constants: Constants): string {
  const rows = [1, 10, 100, 1000].flatMap((replicas) =>
    [10_000, 100_000, 1_000_000]
      .filter((rate) => rate <= mostOf(replicas))
      .map((visitsPerSecond) => rowOf({ ...oneServer(constants), replicas, visitsPerSecond })),
  );
  const heads = 'replicas|visits/s|commands/s|visits a command|CPU|CPU and sync|p50 ms|p99 ms';
  return table(heads.split('|'), rows);
}

/** The load that each number of replicas gets through each kind of server within the limit. */
export function limitsTable(constants: Constants): string {
  const kinds = [oneServer(constants), ...MASTERS.map((masters) => cluster(masters, constants))];
  const rows = [10, 30, 100, 300, 1000].map((replicas) =>
    [String(replicas)].concat(kinds.map((kind) => limitOf(replicas, kind))),
  );
  return table(['replicas', 'one server', ...MASTERS.map((masters) => `${masters} masters`)], rows);
}

function rowOf(scenario: Scenario): string[] {
  const { commandsPerSecond, visitsPerCommand, cpu, busy, p50, p99 } = simulate(scenario);
  const counts = [scenario.replicas, scenario.visitsPerSecond, Math.round(commandsPerSecond)];
  const batch = visitsPerCommand.toFixed(visitsPerCommand < 10 ? 2 : 0);
  return [...counts.map(whole), batch, percent(cpu), percent(busy), ms(p50), ms(p99)];
}

/** By bisection, to a tenth. */
function limitOf(replicas: number, kind: Kind): string {
  const holds = (visitsPerSecond: number) =>
    simulate({ ...kind, leastUs: 1_000_000, replicas, visitsPerSecond }).p99 <= LIMIT_US;
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

/** Nine tenths of the visits a second that the replicas have the CPU for. */
function mostOf(replicas: number): number {
  return (0.9 * replicas * 1e6) / ASSUMED.visitUs;
}

function roughly(value: number): string {
  return whole(Number(value.toPrecision(2)));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A visit that waits longer is answered null. */
function ms(us: number): string {
  if (us > PATIENCE_US) return `> ${PATIENCE_US / 1000}`;
  return (us / 1000).toFixed(us < 10_000 ? 1 : 0);
}
