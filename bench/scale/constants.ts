import { Redis } from 'ioredis';
import { countScript } from '../../libs/counter/src/redis/count.script.js';
import { median } from '../statistics.js';
import type { Constants } from './scenario.js';

const ROUNDS = 7;
const CALLS = 4000;
const CONNECTIONS = 32;
const NAMES = [1, 8, 32, 64, 151];

type CountingRedis = Redis & { count(...args: (string | number)[]): Promise<string> };

/** Measures the constants of the model on a Redis, whose `appendfsync` it changes and leaves at `always`. */
export async function measureConstants(host: string): Promise<Constants> {
  const scripts = { count: { lua: countScript, numberOfKeys: 2 } };
  const clients = Array.from({ length: CONNECTIONS }, () => new Redis({ host, scripts }) as CountingRedis);
  try {
    await Promise.all(clients.map((client) => client.ping()));
    await commandCpuUs(clients, 1);
    const rounds: Awaited<ReturnType<typeof measureRound>>[] = [];
    for (let done = 0; done < ROUNDS; done++) rounds.push(await measureRound(clients));
    const cpus = NAMES.map((_, index) => median(rounds.map(({ cpu }) => cpu[index]!)));
    console.table(NAMES.map((names, index) => ({ names, 'CPU µs': tenths(cpus[index]!) })));
    const nameUs = (cpus.at(-1)! - cpus[0]!) / (NAMES.at(-1)! - NAMES[0]!);
    return {
      commandUs: tenths(cpus[0]! - nameUs),
      nameUs: tenths(nameUs),
      syncUs: tenths(median(rounds.map(({ syncUs }) => syncUs))),
      localRoundTripUs: tenths(median(rounds.map(({ pingUs }) => pingUs))),
    };
  } finally {
    for (const client of clients) client.disconnect();
  }
}

/** A lone PING, a lone batch with and without the sync, and the CPU of batches of each size. */
async function measureRound(clients: readonly CountingRedis[]) {
  const [first] = clients as [CountingRedis];
  const callUs = () => medianUs(() => count(first, 0, 1));
  await first.config('SET', 'appendfsync', 'no');
  const pingUs = await medianUs(() => first.ping());
  const unsyncedUs = await callUs();
  const cpu: number[] = [];
  for (const names of NAMES) cpu.push(await commandCpuUs(clients, names));
  await first.config('SET', 'appendfsync', 'always');
  return { pingUs, syncUs: (await callUs()) - unsyncedUs, cpu };
}

/** CPU of a batch with this many names, with all connections busy, so that few of its system calls are shared. */
async function commandCpuUs(clients: readonly CountingRedis[], names: number): Promise<number> {
  const before = await mainThreadUs(clients[0]!);
  const calls = clients.map(async (client, lane) => {
    for (let call = 0; call < CALLS / CONNECTIONS; call++) await count(client, lane, names);
  });
  await Promise.all(calls);
  return ((await mainThreadUs(clients[0]!)) - before) / CALLS;
}

let number = 0;

function count(client: CountingRedis, lane: number, size: number): Promise<string> {
  const names = Array.from({ length: size }, (_, name) => `pokemon-${name}`);
  const batch = JSON.stringify([names, names.map(() => 1), names.map(() => 0)]);
  return client.count('scale:{0}:counts', `scale:{0}:lane:${lane}`, ++number, 60, batch);
}

/** Median time of a call, with nothing else under way. */
async function medianUs(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let calls = 0; calls < CALLS / 3; calls++) {
    const startedAt = performance.now();
    await call();
    times.push((performance.now() - startedAt) * 1000);
  }
  return median(times);
}

/** CPU of the thread that runs the commands, up to now. */
export async function mainThreadUs(redis: Redis): Promise<number> {
  const matches = (await redis.info('cpu')).matchAll(/used_cpu_(?:user|sys)_main_thread:([\d.]+)/g);
  return [...matches].reduce((sum, [, seconds]) => sum + Number(seconds) * 1e6, 0);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
