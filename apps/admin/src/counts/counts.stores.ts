import { OperatorError, type Settings, SettingsError, SettingsModule } from '@app/config';
import {
  Counter,
  CounterModule,
  missingCounts,
  SnapshotRepository,
  SnapshotRepositoryModule,
} from '@app/counter';
import { MetricsModule } from '@app/observability';
import { StoreUnavailableError } from '@app/stores';
import type { Abstract, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Terminal } from '../command.line.js';

/** Names that are raised with one call, since each call has a deadline. */
const AT_ONCE = 500;

type Counts = ReadonlyMap<string, number>;

/** @throws SettingsError if Redis is not configured; OperatorError if it is away */
export function countsOfRedis(settings: Settings, terminal: Terminal): Promise<Counts> {
  requireStore(settings, 'redis');
  const remedy = 'Check the REDIS_ settings, or export --snapshot to read what MySQL has.';
  return withStore({ module: CounterModule, port: Counter, remedy }, settings, terminal, (counter) =>
    counter.counts(),
  );
}

/** @throws SettingsError if MySQL is not configured; OperatorError if it is away */
export function countsOfSnapshot(settings: Settings, terminal: Terminal): Promise<Counts> {
  requireStore(settings, 'database');
  return withStore(snapshot, settings, terminal, (snapshots) => snapshots.load());
}

/**
 * Raises the snapshot to `counts`, and lowers none.
 *
 * @returns how many counts it raised
 * @throws OperatorError if MySQL is away
 */
export function raiseSnapshot(settings: Settings, counts: Counts, terminal: Terminal): Promise<number> {
  return withStore(snapshot, settings, terminal, async (snapshots) => {
    const missing = [...missingCounts(counts, await snapshots.load())];
    for (let from = 0; from < missing.length; from += AT_ONCE)
      await snapshots.raise(new Map(missing.slice(from, from + AT_ONCE)));
    return missing.length;
  });
}

const rules = {
  redis: ['REDIS_HOST', 'or REDIS_URL, REDIS_SENTINELS or REDIS_CLUSTER_NODES must be given.'],
  database: ['DB_HOST', 'must be given: the snapshot is in MySQL.'],
} as const;

/** @throws SettingsError with what to do instead, if the store is embedded */
export function requireStore(settings: Settings, store: keyof typeof rules): void {
  if (settings[store]) return;
  const { dataDir } = settings.service;
  const instead = `Embedded counts are in DATA_DIR (${dataDir}): stop the service, then copy that folder away or back`;
  const [variable, rule] = rules[store];
  throw new SettingsError([{ variable, rule: `${rule} ${instead}` }]);
}

interface StoreOf<Port> {
  /** The module of the one store that is needed: no other is opened. */
  module: Type;
  port: Abstract<Port>;
  /** What helps if it is away. */
  remedy: string;
}

const snapshot: StoreOf<SnapshotRepository> = {
  module: SnapshotRepositoryModule,
  port: SnapshotRepository,
  remedy: 'Check the DB_ settings, and that the migrations have run.',
};

/** Opens one store, uses it, and closes it. */
async function withStore<Port, Result>(
  { module, port, remedy }: StoreOf<Port>,
  settings: Settings,
  { stderr }: Terminal,
  use: (port: Port) => Promise<Result>,
): Promise<Result> {
  const root = {
    module: class CountsModule {},
    imports: [SettingsModule.forRoot(settings), MetricsModule, module],
  };
  const report = (message: unknown) => stderr.write(`${String(message)}\n`);
  // Not the service's log, which is on standard output, where the counts go.
  const logger = { log: () => undefined, warn: report, error: report };
  const context = await NestFactory.createApplicationContext(root, { logger, abortOnError: false });
  try {
    return await use(context.get<Port>(port));
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new OperatorError(`${error.message}. ${remedy}`, { cause: error });
  } finally {
    await context.close();
  }
}
