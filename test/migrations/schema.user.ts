import { setTimeout as sleep } from 'node:timers/promises';
import { PersistenceModule } from '@app/persistence';
import type { ScratchSchema } from '@app/testing';
import { PokemonEntity } from '../../apps/api/src/pokemon/pokemon.entity.js';
import { PokemonRepository } from '../../apps/api/src/pokemon/pokemon.repository.js';
import { SnapshotRepositoryModule } from '../../libs/counter/src/snapshot/snapshot.module.js';
import { SnapshotRepository } from '../../libs/counter/src/snapshot/snapshot.repository.js';
import {
  type OpenedPersistence,
  openPersistence,
} from '../../libs/persistence/src/testing/persistence.fixture.js';
import { asRoot } from '../../libs/persistence/src/testing/root.migration.js';

/** How long a migration may keep others waiting, in milliseconds. */
const PATIENCE_MS = 100;
const NAME = 'charmander';

/** Does over and over what the builds that run do with the schema, and watches what they would suffer. */
export class SchemaUser {
  private readonly failures = new Set<string>();
  private count = 0;
  private stopped = false;
  private used: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly schema: ScratchSchema,
    private readonly opened: OpenedPersistence,
  ) {}

  /** @param schema is watched by the statistics of its whole server, which therefore nobody else may use */
  static async open(schema: ScratchSchema): Promise<SchemaUser> {
    const feature = {
      imports: [SnapshotRepositoryModule, PersistenceModule.forFeature([PokemonEntity])],
      providers: [PokemonRepository],
    };
    const environment = { ...asRoot(schema), DB_TIMEOUT_MS: '1000' };
    const user = new SchemaUser(schema, await openPersistence(environment, feature));
    await schema.query(
      "UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = 'events_statements_history_long'",
    );
    return user;
  }

  async start(): Promise<void> {
    await this.schema.query('TRUNCATE performance_schema.events_statements_history_long');
    await this.schema.query('TRUNCATE performance_schema.events_waits_summary_by_thread_by_event_name');
    this.failures.clear();
    this.stopped = false;
    const { app } = this.opened;
    const pokemon = app.get(PokemonRepository);
    const snapshots = app.get(SnapshotRepository);
    this.used = Promise.all([
      this.repeat('finds a Pokémon', async () => {
        if ((await pokemon.findByName(NAME)) === null) throw new Error(`${NAME} is not there`);
      }),
      this.repeat('writes the snapshot', () => snapshots.raise(new Map([[NAME, ++this.count]]))),
    ]);
  }

  /** @returns what failed, and how long the longest wait for a lock was if it was too long */
  async stop(): Promise<string[]> {
    this.stopped = true;
    await this.used;
    const [waited] = await this.schema.query<{ ms: string }>(LONGEST_WAIT, [this.schema.name]);
    const ms = Math.round(Number(waited!.ms));
    const tooLong = `keeps a lock for which others wait ${ms} ms: change a thousand rows at a time, each in a transaction of its own`;
    return [...this.failures, ...(ms > PATIENCE_MS ? [tooLong] : [])];
  }

  close(): Promise<void> {
    return this.opened.app.close();
  }

  private async repeat(what: string, work: () => Promise<unknown>): Promise<void> {
    let last: boolean;
    do {
      // Once more on what a migration leaves behind.
      last = this.stopped;
      await work().catch((error: Error) =>
        this.failures.add(`breaks the build before, which ${what}: ${error.message}`),
      );
      await sleep(5);
    } while (!last);
  }
}

/** Of metadata locks, which the waits of the threads show, and of row locks, which the statements show. */
const LONGEST_WAIT = `
  SELECT GREATEST(
    (SELECT COALESCE(MAX(MAX_TIMER_WAIT), 0) FROM performance_schema.events_waits_summary_by_thread_by_event_name
      WHERE EVENT_NAME = 'wait/lock/metadata/sql/mdl'),
    (SELECT COALESCE(MAX(LOCK_TIME), 0) FROM performance_schema.events_statements_history_long
      WHERE CURRENT_SCHEMA = ?)) / 1e9 AS ms`;
