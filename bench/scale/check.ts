import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { until } from '../../libs/testing/src/until.ts';
import { cpuMicroseconds } from '../cpu-time.ts';
import { measured } from './constants.ts';
import { oneServer } from './scenario.ts';
import { simulate } from './simulation.ts';
import { quantile } from './statistics.ts';

/**
 * Compares the model with the compiled service under wrk, over a real Redis with `appendfsync always`.
 *
 * Usage: npm run build && node bench/scale/check.ts <host> [port]
 */
const [host = '127.0.0.1', port = '6379'] = process.argv.slice(2);
const CONNECTIONS = [16, 64, 256];
const ROUNDS = 7;
const SECONDS = 3;
const PORT = '18321';

const run = promisify(execFile);
const url = `http://127.0.0.1:${PORT}`;
const redis = new Redis({ host, port: Number(port) });
const dataDir = await mkdtemp(join(tmpdir(), 'minipokedex-scale-'));
const service = spawn(process.execPath, ['dist/apps/api/apps/api/src/main.js'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { PORT, METRICS_PORT: '18322', DATA_DIR: dataDir, REDIS_HOST: host, REDIS_PORT: port },
});

async function commands(): Promise<number> {
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
}

async function load(connections: number) {
  const [cpuBefore, commandsBefore] = [cpuMicroseconds(service.pid!), await commands()];
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${SECONDS}s`, `${url}/charmander`]);
  const visits = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return {
    visitsPerSecond: visits / SECONDS,
    commandsPerVisit: ((await commands()) - commandsBefore) / visits,
    visitUs: (cpuMicroseconds(service.pid!) - cpuBefore) / visits,
  };
}

async function compare(connections: number): Promise<object> {
  const rounds: Awaited<ReturnType<typeof load>>[] = [];
  for (let done = 0; done < ROUNDS; done++) rounds.push(await load(connections));
  const median = (read: (one: (typeof rounds)[number]) => number) => quantile(rounds.map(read), 0.5);
  const visitUs = median((one) => one.visitUs);
  const model = simulate({
    ...oneServer,
    hashOfName: [0],
    replicas: 1,
    visitsPerSecond: 10_000,
    clients: connections,
    visitUs,
    roundTripUs: measured.localRoundTripUs,
  });
  return {
    connections,
    'CPU µs a visit': visitUs.toFixed(1),
    'visits/s, real': Math.round(median((one) => one.visitsPerSecond)),
    'visits/s, model': Math.round(model.commandsPerSecond * model.visitsPerCommand),
    'commands a visit, real': median((one) => one.commandsPerVisit).toFixed(4),
    'commands a visit, model': (1 / model.visitsPerCommand).toFixed(4),
  };
}

try {
  await until('the service is ready', async () => (await fetch(`${url}/health/ready`)).ok, {
    timeout: 10_000,
  });
  await load(64);
  const rows: object[] = [];
  for (const connections of CONNECTIONS) rows.push(await compare(connections));
  console.table(rows);
} finally {
  const ended = once(service, 'exit');
  service.kill();
  await ended;
  await rm(dataDir, { recursive: true });
  redis.disconnect();
}
