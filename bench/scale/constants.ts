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
  const connect = () =>
    new Redis({ host, scripts: { count: { lua: countScript, numberOfKeys: 2 } } }) as CountingRedis;
  const clients = Array.from({ length: CONNECTIONS }, connect);
  try {
    await Promise.all(clients.map((client) => client.ping()));
    const bench = new RedisBench(clients);
    await bench.commandCpuUs(1);
    const rounds: Awaited<ReturnType<RedisBench['round']>>[] = [];
    for (let done = 0; done < ROUNDS; done++) rounds.push(await bench.round());
    const cpus = NAMES.map((_, index) => median(rounds.map(({ cpu }) => cpu[index]!)));
    const nameUs = (cpus.at(-1)! - cpus[0]!) / (NAMES.at(-1)! - NAMES[0]!);
    console.table(NAMES.map((names, index) => ({ names, 'CPU µs': tenths(cpus[index]!) })));
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

class RedisBench {
  private number = 0;
  private readonly first: CountingRedis;

  constructor(private readonly clients: readonly CountingRedis[]) {
    this.first = clients[0]!;
  }

  /** One round: a lone PING, a lone batch with and without the sync, and the CPU of batches of each size. */
  async round() {
    await this.first.config('SET', 'appendfsync', 'no');
    const pingUs = await this.callUs(() => this.first.ping());
    const unsyncedUs = await this.callUs(() => this.count(this.first, 0, 1));
    const cpu: number[] = [];
    for (const names of NAMES) cpu.push(await this.commandCpuUs(names));
    await this.first.config('SET', 'appendfsync', 'always');
    const syncedUs = await this.callUs(() => this.count(this.first, 0, 1));
    return { pingUs, syncUs: syncedUs - unsyncedUs, cpu };
  }

  /** CPU of a batch with this many names, with all connections busy, so that few of its system calls are shared. */
  async commandCpuUs(names: number): Promise<number> {
    const before = await this.mainThreadUs();
    await Promise.all(
      this.clients.map(async (client, lane) => {
        for (let call = 0; call < CALLS / CONNECTIONS; call++) await this.count(client, lane, names);
      }),
    );
    return ((await this.mainThreadUs()) - before) / CALLS;
  }

  private count(client: CountingRedis, lane: number, size: number): Promise<string> {
    const names = Array.from({ length: size }, (_, name) => `pokemon-${name}`);
    const batch = JSON.stringify([names, names.map(() => 1), names.map(() => 0)]);
    return client.count('scale:{0}:counts', `scale:{0}:lane:${lane}`, ++this.number, 60, batch);
  }

  /** Median time of a call, with nothing else under way. */
  private async callUs(call: () => Promise<unknown>): Promise<number> {
    const times: number[] = [];
    for (let calls = 0; calls < CALLS / 3; calls++) {
      const startedAt = performance.now();
      await call();
      times.push((performance.now() - startedAt) * 1000);
    }
    return median(times);
  }

  private async mainThreadUs(): Promise<number> {
    const info = await this.first.info('cpu');
    const seconds = (name: string) =>
      Number(new RegExp(`used_cpu_${name}_main_thread:([\\d.]+)`).exec(info)?.[1]);
    return (seconds('user') + seconds('sys')) * 1e6;
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
