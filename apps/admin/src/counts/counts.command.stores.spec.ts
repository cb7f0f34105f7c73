import { type DockerServer, type ScratchSchema, startRedis } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { PATIENT, type RunningService, startService } from '../../../api/src/testing/service.fixture.js';
import { migratedSchema } from '../testing/migrated.schema.js';
import { runInMemory } from '../testing/run.in.memory.js';

let redis: DockerServer;
let schema: ScratchSchema;
let service: RunningService;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  redis = await startRedis();
  schema = await migratedSchema(inject('mysqlPort'));
  environment = {
    ...schema.environment,
    ...PATIENT,
    LOG_LEVEL: 'silent',
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
  };
  service = await startService(environment);
});
afterAll(async () => {
  await service.close();
  await redis.remove();
  await schema.drop();
});
beforeEach(async () => {
  await visit('charmander');
});

async function visit(name: string): Promise<number | null> {
  const response = await fetch(`${service.url}/${name}`);
  return ((await response.json()) as { data: { count: number | null } }).data.count;
}

async function exported(...options: string[]): Promise<Record<string, number>> {
  const { code, stdout, stderr } = await runInMemory(['counts', 'export', ...options], { environment });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, number>;
}

async function restore(counts: Record<string, number>): Promise<string> {
  const { code, stdout, stderr } = await runInMemory(['counts', 'restore'], {
    environment,
    stdin: JSON.stringify(counts),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const soon = (assertion: () => Promise<unknown>) => vi.waitFor(assertion, { timeout: 10_000, interval: 100 });

describe('counts', () => {
  it('exports the visits that were made, from Redis at once and from the snapshot soon', async () => {
    const before = (await exported())['vulpix'] ?? 0;
    for (let visits = 0; visits < 7; visits++) await visit('vulpix');
    const counts = await exported();
    expect(counts['vulpix']).toBe(before + 7);
    await soon(async () => expect(await exported('--snapshot')).toMatchObject(counts));
  });

  it('restores counts into an emptied Redis: a running service goes on from them', async () => {
    await redis.exec('redis-cli', 'FLUSHALL');
    expect(await restore({ mew: 5000, ABRA: 41 })).toContain('Raised 2 of 2');
    await soon(async () => expect(await visit('mew')).toBeGreaterThan(5000));
    const at = (await visit('mew'))!;
    expect(await visit('mew')).toBe(at + 1);
    expect(await visit('abra')).toBe(42);
    expect(await exported()).toMatchObject({ mew: at + 1, abra: 42 });
  });

  it('raises counts that Redis has, and lowers none', async () => {
    const at = (await visit('charmander'))!;
    await soon(async () => expect(await exported('--snapshot')).toMatchObject({ charmander: at }));
    expect(await restore({ charmander: at + 100, ditto: 9 })).toContain('Raised 2 of 2');
    const answer = await restore({ charmander: 1, ditto: 10, pidgey: 0 });
    expect(answer).toContain('Raised 1 of 3');
    expect(answer).toContain('none can be lowered');
    expect(await exported('--snapshot')).toMatchObject({ charmander: at + 100, ditto: 10 });
    await soon(async () => expect(await visit('charmander')).toBeGreaterThan(at + 100));
  });

  it('restores as many names as a document can hold', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => [`name-${index}`, index + 1] as const);
    expect(await restore(Object.fromEntries(names))).toContain('Raised 10000 of 10000');
  });
});
