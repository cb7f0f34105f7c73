import { inject, vi } from 'vitest';
import { runMigrate } from '../../../apps/migrate/src/testing/run-migrate.js';
import { ScratchSchema } from '../../support/scratch-schema.js';
import { ServiceProcess } from '../../support/service-process.js';
import { Load } from './load.js';
import { Random, seed } from './random.js';
import { readCounts } from './redis-counts.js';
import { VisitLedger } from './visit-ledger.js';

/** Names that the load visits. */
export const NAMES = ['charmander', 'pikachu', 'mew', 'nidoran-f', 'onix'];

/** What the service promises, whatever the stores do. */
const LONGEST_ANSWER_MS = 2000;

/** Connections of the load. */
const CLIENTS = 64;

export interface StageOptions {
  /** Settings of the service that name Redis. */
  redis: NodeJS.ProcessEnv;
  /** Ports of all Redis servers that hold counts, past any proxy. */
  countPorts: number[];
  mysqlPort?: number;
  memcachedPort?: number;
}

/** What became of a scenario. */
export interface Outcome {
  /** One sentence for each broken promise. */
  faults: string[];
  /** The output of the services that ran to the end. */
  log: string;
}

/** What a scenario plays on: a schema of its own, services in processes of their own, load on them, and the ledger. */
export class Stage {
  readonly ledger = new VisitLedger();
  readonly random = new Random();
  readonly services: ServiceProcess[] = [];
  private currentLoad?: Load;

  private constructor(
    private readonly options: StageOptions,
    readonly schema: ScratchSchema,
  ) {}

  static async set(options: StageOptions): Promise<Stage> {
    const schema = await ScratchSchema.create(options.mysqlPort ?? inject('mysqlPort'));
    const stage = new Stage(options, schema);
    const { code, stderr } = await runMigrate(['up'], schema.environment);
    if (code !== 0) throw new Error(stderr);
    // A server of the scenario's own is killed under its connections, and removed with all it holds.
    if (options.mysqlPort !== undefined) await schema.root.end();
    return stage;
  }

  /** Starts one more service on the same stores. */
  async startService(settings: NodeJS.ProcessEnv = {}): Promise<ServiceProcess> {
    const { redis, memcachedPort = inject('memcachedPort') } = this.options;
    const service = await ServiceProcess.start({
      ...this.schema.environment,
      REQUIRE_STORES: 'true',
      MEMCACHED_SERVERS: `127.0.0.1:${memcachedPort}`,
      ...redis,
      ...settings,
    });
    this.services.push(service);
    return service;
  }

  /** Ends a service as an orchestrator does. */
  async endService(service: ServiceProcess): Promise<void> {
    this.services.splice(this.services.indexOf(service), 1);
    const { code, output } = await service.end('SIGTERM');
    if (code !== 0) throw new Error(`the service ended with ${code}:\n${output}`);
  }

  /** Kills a service in the middle of what it does; answers that are lost until it is dead are unknown. */
  async killService(service: ServiceProcess): Promise<void> {
    this.services.splice(this.services.indexOf(service), 1);
    this.load.losesAnswers = true;
    await service.end('SIGKILL');
    this.load.losesAnswers = false;
  }

  /** Visits all services from now on. */
  startLoad(): Load {
    const { ledger, random } = this;
    const ports = this.services.map(({ port }) => port);
    this.currentLoad = new Load({ ports, names: NAMES, clients: CLIENTS, random, ledger });
    return this.currentLoad;
  }

  get load(): Load {
    if (!this.currentLoad) throw new Error('no load was started');
    return this.currentLoad;
  }

  /**
   * Ends the load, lets what was answered with null be counted, ends the services, so that nothing can change any
   * more, and compares.
   *
   * @param story what happened, in a few words
   */
  async settle(story: string): Promise<Outcome> {
    const { ledger, load, services } = this;
    await load.stop();
    const kept = async () => ledger.faults(await this.counts()).length === 0;
    // What is wrong is told by the comparison after the end.
    await vi.waitUntil(kept, { timeout: 15_000, interval: 100 }).catch(() => {});
    const ended = await Promise.all(services.splice(0).map((service) => service.end('SIGTERM')));
    const counts = await this.counts();
    const slowest = Math.round(load.slowestMs);
    console.log(`${story}: ${ledger.figures(counts)}; slowest answer ${slowest} ms; seed ${seed}`);
    const faults = [...ledger.faults(counts), ...load.faults];
    if (slowest >= LONGEST_ANSWER_MS) faults.push(`an answer took ${slowest} ms`);
    for (const { code } of ended) if (code !== 0) faults.push(`a service ended with ${code}`);
    return { faults, log: ended.map(({ output }) => output).join('') };
  }

  /** Removes all that a failed scenario may have left. */
  async strike(): Promise<void> {
    await Promise.all(this.services.map((service) => service.end('SIGKILL')));
    await this.currentLoad?.stop();
    if (this.options.mysqlPort === undefined) await this.schema.drop();
  }

  /** The counts in Redis. */
  counts(): Promise<Map<string, number>> {
    return readCounts(this.options.countPorts);
  }
}
