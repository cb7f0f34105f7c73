import { Load, Random, ScratchSchema, ServiceProcess, VisitLedger } from '@app/testing';
import { inject } from 'vitest';
import { runInMemory } from '../../../apps/admin/src/testing/run.in.memory.js';
import { readCounts } from './redis-counts.js';

/** Names that the load visits. */
export const NAMES = ['charmander', 'pikachu', 'mew', 'nidoran-f', 'onix'];

/** Connections of the load. */
export const CLIENTS = 64;

export interface StageOptions {
  /** Settings of the service that name Redis. */
  redis: NodeJS.ProcessEnv;
  /** Ports of all Redis servers that hold counts, past any proxy. */
  countPorts: number[];
  mysqlPort?: number;
  memcachedPort?: number;
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
    const { code, stderr } = await runInMemory(['migrate', 'up'], { environment: schema.environment });
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

  /**
   * Ends the only service, as an orchestrator does or by force, and starts another, which the load visits from then on.
   *
   * @param settings of the new one
   * @param meanwhile is done while there is none
   */
  async restartService(
    signal: 'SIGTERM' | 'SIGKILL',
    { settings, meanwhile }: { settings?: NodeJS.ProcessEnv; meanwhile?: () => Promise<void> } = {},
  ): Promise<void> {
    const service = this.services.pop()!;
    await (signal === 'SIGTERM' ? this.end(service) : this.kill(service));
    await meanwhile?.();
    const { port } = await this.startService(settings);
    this.load.ports = [port];
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

  private async end(service: ServiceProcess): Promise<void> {
    const { code, output } = await service.end('SIGTERM');
    if (code !== 0) throw new Error(`the service ended with ${code}:\n${output}`);
  }

  /** Answers that are lost until it is dead are unknown. */
  private async kill(service: ServiceProcess): Promise<void> {
    this.load.losesAnswers = true;
    await service.end('SIGKILL');
    this.load.losesAnswers = false;
  }
}
