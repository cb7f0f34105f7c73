import type { CacheSettings, Endpoint } from '@app/config';
import { Registry } from 'prom-client';
import { CacheMetrics } from '../cache.metrics.js';
import { Memcached } from '../memcached.js';
import { MemcachedTier } from '../memcached.tier.js';
import { type CachedFeature, RowCache, type RowSource } from '../row.cache.js';

export interface TestRow {
  name: string;
  type: string;
}

/** A feature as a test has it. */
export const feature: CachedFeature<TestRow> = {
  prefix: 'v1:pokemon',
  isRow: (value): value is TestRow => {
    const { name, type } = (value ?? {}) as Partial<TestRow>;
    return typeof name === 'string' && typeof type === 'string';
  },
};

/** Rows of these names, as they are stored. */
export function rowsOf(...names: string[]): RowSource<TestRow> {
  const rows = names.map((name) => ({ name, type: 'fuego' }));
  return {
    findByName: async (name) => rows.find((row) => row.name === name) ?? null,
    list: async ({ limit }) => rows.slice(0, limit),
  };
}

/** Rows that can't be read. */
export function failing(reason: Error): RowSource<TestRow> {
  const fail = async () => {
    throw reason;
  };
  return { findByName: fail, list: fail };
}

interface Options extends CacheSettings {
  /** Deadline; long where the test is not about faults, lest a busy machine make one. */
  timeoutMs: number;
}

const defaults: Options = {
  ttlS: 30,
  sharedTtlS: 300,
  unknownTtlS: 5,
  maxRows: 2000,
  timeoutMs: 1000,
};

/** A cache as one process of the service has it, over these servers. */
export async function openCache(servers: Endpoint[], options: Partial<Options> = {}) {
  const settings = { ...defaults, ...options };
  const registry = new Registry();
  const metrics = new CacheMetrics(registry);
  const memcached = new Memcached({ servers, timeoutMs: settings.timeoutMs }, registry);
  const cache = new RowCache(feature, settings, metrics, memcached);
  await memcached.onModuleInit();
  return {
    cache,
    memcached,
    metrics,
    registry,
    /** Reads past the process. */
    shared: new MemcachedTier(feature, metrics, memcached),
    close: () => memcached.onApplicationShutdown(),
  };
}

export type OpenCache = Awaited<ReturnType<typeof openCache>>;

/** What Memcached says of itself, by metric. */
export async function scrape({ registry }: OpenCache): Promise<Record<string, number>> {
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('cache_memcached_'));
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0]!, Number(line.split(' ')[1])]));
}
