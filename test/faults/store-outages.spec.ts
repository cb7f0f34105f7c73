import {
  type Answer,
  type DockerServer,
  RawConnection,
  startMemcached,
  startMySql,
  startRedis,
} from '@app/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formOf, SCENARIO_TIMEOUT_MS } from './harness/form.js';
import { FaultEnvironment } from './harness/environment.js';

/** Longest wait for an answer once the stores are known to be down, in milliseconds. */
const AT_ONCE_MS = 300;

/** Names that the load does not visit; each outage takes one. */
const UNSEEN = [
  'abra',
  'bulbasaur',
  'caterpie',
  'diglett',
  'eevee',
  'flareon',
  'gengar',
  'horsea',
  'ivysaur',
  'jynx',
];

const { outages, answered } = formOf('storeOutages');

let redis: DockerServer;
let mysql: DockerServer;
let memcached: DockerServer;
let environment: FaultEnvironment;
let visitor: RawConnection;

beforeEach(async () => {
  [redis, mysql, memcached] = await Promise.all([startRedis(), startMySql(), startMemcached()]);
  environment = await FaultEnvironment.create({
    redis: { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) },
    countPorts: [redis.port],
    mysqlPort: mysql.port,
    memcachedPort: memcached.port,
  });
});
afterEach(async () => {
  visitor.close();
  await environment.teardown();
  await Promise.all([redis.remove(), mysql.remove(), memcached.remove()]);
});

/** How often a name that was never seen was refused. */
let refused: number;

async function visit(name: string): Promise<Answer> {
  const startedAt = performance.now();
  const answer = await visitor.get(`/${name}`);
  expect(environment.ledger.record(name, answer, startedAt)).toBe(true);
  if (answer.status === 503) refused += 1;
  return answer;
}

const visitIs = (name: string, status: number) =>
  vi.waitFor(async () => expect((await visit(name)).status).toBe(status), { timeout: 30_000, interval: 20 });

async function slowestOf(times: number, name: string, status: number): Promise<number> {
  let slowest = 0;
  for (let time = 0; time < times; time++) {
    const startedAt = performance.now();
    expect((await visit(name)).status).toBe(status);
    slowest = Math.max(slowest, performance.now() - startedAt);
  }
  return slowest;
}

describe('MySQL and Memcached that are killed and started again', () => {
  it(
    'cost names already seen nothing, others get 503 at once, and all heals by itself',
    async () => {
      refused = 0;
      const service = await environment.startService({ CACHE_TTL_S: '1', REDIS_TIMEOUT_MS: '500' });
      visitor = await RawConnection.open(service.port);
      const load = environment.startLoad();
      for (const name of UNSEEN.slice(0, outages)) {
        await load.answered(answered);
        await Promise.all([mysql.kill(), memcached.kill()]);
        await visitIs(name, 503);
        expect(await slowestOf(100, name, 503)).toBeLessThan(AT_ONCE_MS);
        await load.answered(answered);
        await Promise.all([mysql.restart(), memcached.restart()]);
        const health = () => expect(service.get('/health')).resolves.toBeDefined();
        await vi.waitFor(health, { timeout: 30_000, interval: 20 });
        // Whoever is told that the stores are up is served.
        expect((await visit(name)).status).toBe(200);
      }
      // The names of the load were never refused.
      expect(environment.ledger.refused).toBe(refused);
      const { faults } = await environment.verify(`MySQL and Memcached killed ${outages} times`);
      expect(faults).toEqual([]);
    },
    SCENARIO_TIMEOUT_MS,
  );
});
