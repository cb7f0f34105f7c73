import { writeFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { countScript } from '../../libs/counter/src/count.script.ts';
import type { Constants } from './constants.ts';
import { quantile } from './statistics.ts';

/**
 * Measures what the model needs to know of a Redis with `appendfsync always`, and writes constants.json.
 *
 * Usage: node bench/scale/measure.ts <host> [port]
 */
const [host = '127.0.0.1', port = '6379'] = process.argv.slice(2);
const ROUNDS = 7;
const CALLS = 4000;
const CONNECTIONS = 32;
const NAMES = [1, 8, 32, 64, 151];

const connect = () =>
  new Redis({ host, port: Number(port), scripts: { count: { lua: countScript, numberOfKeys: 2 } } });
type Counting = Redis & { count(...args: (string | number)[]): Promise<string> };
const clients = Array.from({ length: CONNECTIONS }, () => connect() as Counting);
const admin = connect();
let number = 0;

function callOnce(client: Counting, lane: number, size: number): Promise<string> {
  const names = Array.from({ length: size }, (_, name) => `pokemon-${name}`);
  const batch = JSON.stringify([names, names.map(() => 1), names.map(() => 0)]);
  return client.count('scale:{0}:counts', `scale:{0}:lane:${lane}`, ++number, 60, batch);
}

/** CPU time of Redis's main thread so far, in microseconds. */
async function cpuUs(): Promise<number> {
  const info = await admin.info('cpu');
  const seconds = (name: string) =>
    Number(new RegExp(`used_cpu_${name}_main_thread:([\\d.]+)`).exec(info)?.[1]);
  return (seconds('user') + seconds('sys')) * 1e6;
}

/** CPU of a command of so many names in microseconds, with all connections busy: few of its system calls are shared. */
async function commandCpu(names: number): Promise<number> {
  const before = await cpuUs();
  await Promise.all(
    clients.map(async (client, lane) => {
      for (let call = 0; call < CALLS / CONNECTIONS; call++) await callOnce(client, lane, names);
    }),
  );
  return ((await cpuUs()) - before) / CALLS;
}

/** Median time of a call in microseconds, with nothing else under way. */
async function callTime(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let calls = 0; calls < CALLS / 3; calls++) {
    const startedAt = performance.now();
    await call();
    times.push((performance.now() - startedAt) * 1000);
  }
  return quantile(times, 0.5);
}

async function round() {
  await admin.config('SET', 'appendfsync', 'no');
  const ping = await callTime(() => clients[0]!.ping());
  const unsynced = await callTime(() => callOnce(clients[0]!, 0, 1));
  const cpu: number[] = [];
  for (const names of NAMES) cpu.push(await commandCpu(names));
  await admin.config('SET', 'appendfsync', 'always');
  const synced = await callTime(() => callOnce(clients[0]!, 0, 1));
  return { ping, sync: synced - unsynced, cpu };
}

await Promise.all(clients.map((client) => client.ping()));
await commandCpu(1);
const rounds: Awaited<ReturnType<typeof round>>[] = [];
for (let done = 0; done < ROUNDS; done++) rounds.push(await round());
const median = (read: (one: (typeof rounds)[number]) => number) => quantile(rounds.map(read), 0.5);
const cpus = NAMES.map((_, index) => median(({ cpu }) => cpu[index]!));
const nameUs = (cpus.at(-1)! - cpus[0]!) / (NAMES.at(-1)! - NAMES[0]!);
const tenths = (value: number) => Math.round(value * 10) / 10;
const constants: Constants = {
  commandUs: tenths(cpus[0]! - nameUs),
  nameUs: tenths(nameUs),
  syncUs: tenths(median(({ sync }) => sync)),
  localRoundTripUs: tenths(median(({ ping }) => ping)),
};
console.table(NAMES.map((names, index) => ({ names, 'CPU µs': tenths(cpus[index]!) })));
console.log(constants);
await writeFile(new URL('constants.json', import.meta.url), `${JSON.stringify(constants, undefined, 2)}\n`);
for (const client of [admin, ...clients]) client.disconnect();
