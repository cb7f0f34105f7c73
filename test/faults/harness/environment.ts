import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoadGenerator, Random, type ScratchSchema, seed, ServiceProcess, VisitLedger } from '@app/testing';
import { inject, vi } from 'vitest';
import { migratedSchema } from '../../../apps/admin/src/testing/migrated.schema.js';
import { readCounts } from './redis.counts.js';
import { VisitTimes } from './visit.times.js';

/** Names that the load visits. */
export const NAMES = ['charmander', 'pikachu', 'mew', 'nidoran-f', 'onix'];

/** Connections of the load. */
export const CLIENTS = 64;

/** How many answers, each as slow as the slowest hundredth is without faults, a busy machine may add to a bound. */
export const BUSY = 4;

/** The service's promise, whatever the stores do. */
const LONGEST_ANSWER_MS = 2000;

export interface EnvironmentOptions {
  /** Settings of the service that name Redis. */
  redis: NodeJS.ProcessEnv;
  /** Ports of all Redis servers that hold counts, past any proxy. */
  countPorts: number[];
  mysqlPort?: number;
  memcachedPort?: number;
}

interface Outcome {
  /** One sentence for each broken promise. */
  faults: string[];
  /** The output of the services that ran to the end. */
  log: string;
}

/** A schema of its own, services in processes of their own, a load on them, and the ledger of its visits. */
export class FaultEnvironment {
  readonly ledger = new VisitLedger();
  times = new VisitTimes();
  readonly random = new Random();
  readonly services: ServiceProcess[] = [];
  private currentLoad?: LoadGenerator;

  private constructor(
    private readonly options: EnvironmentOptions,
    readonly schema: ScratchSchema,
  ) {}

  static async create(options: EnvironmentOptions): Promise<FaultEnvironment> {
    const schema = await migratedSchema(options.mysqlPort ?? inject('mysqlPort'));
    // A MySQL server of the scenario's own is killed under this connection, and removed with its schemas.
    if (options.mysqlPort !== undefined) await schema.root.end();
    return new FaultEnvironment(options, schema);
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
   * @param meanwhile runs while there is none
   */
  async restartService(
    signal: 'SIGTERM' | 'SIGKILL',
    { settings, meanwhile }: { settings?: NodeJS.ProcessEnv; meanwhile?: () => Promise<void> } = {},
  ): Promise<void> {
    const service = this.services.pop()!;
    // What a killed service leaves unanswered may or may not be counted.
    this.load.losesAnswers = signal === 'SIGKILL';
    const { code, output } = await service.end(signal);
    if (signal === 'SIGTERM' && code !== 0) throw new Error(`the service exited with ${code}:\n${output}`);
    await meanwhile?.();
    const { port } = await this.startService(settings);
    // Not before: the clients may hear later than this process that the service has ended.
    this.load.losesAnswers = false;
    this.load.ports = [port];
  }

  /** Visits all services from now on. */
  startLoad(): LoadGenerator {
    const { ledger, random } = this;
    const ports = this.services.map(({ port }) => port);
    const onAnswer = (...answer: Parameters<VisitTimes['note']>) => this.times.note(...answer);
    this.currentLoad = new LoadGenerator({ ports, names: NAMES, clients: CLIENTS, random, ledger, onAnswer });
    return this.currentLoad;
  }

  get load(): LoadGenerator {
    if (!this.currentLoad) throw new Error('no load was started');
    return this.currentLoad;
  }

  /** Returns the p99 of the load before any fault, in milliseconds, and measures anew from then on. */
  async calmMs(): Promise<number> {
    await this.load.answered(2000);
    const calmMs = this.times.percentile(0.99);
    this.times = new VisitTimes();
    return calmMs;
  }

  /** Brings a fault about, and waits for a visit that is answered without a number. */
  async degrade(fault: () => Promise<unknown>): Promise<void> {
    const { nulls } = this.ledger;
    await fault();
    await this.load.until(() => this.ledger.nulls > nulls, 'degraded answer');
  }

  /** The counts in Redis. */
  counts(): Promise<Map<string, number>> {
    return readCounts(this.options.countPorts);
  }

  /**
   * Stops the load, waits until the visits without a number are counted, ends the services, so that no count can change
   * any more, and compares the counts with the ledger.
   *
   * @param story the scenario in a few words, for the printed summary
   * @param options `maySurpass`: visits may be counted twice here
   */
  async verify(story: string, { maySurpass = false } = {}): Promise<Outcome> {
    const { ledger, load, services, times } = this;
    await load.stop();
    const faultsOf = (counts: Map<string, number>) =>
      ledger.faults(counts).filter((fault) => !(maySurpass && fault.endsWith('counted for no visit')));
    const isKept = async () => faultsOf(await this.counts()).length === 0;
    // A timeout is no failure by itself: the comparison below names what is wrong.
    await vi.waitUntil(isKept, { timeout: 15_000, interval: 100 }).catch(() => {});
    const ended = await Promise.all(services.splice(0).map((service) => service.end('SIGTERM')));
    const counts = await this.counts();
    const slowest = Math.round(load.slowestMs);
    console.log(`${story}: ${ledger.figures(counts)}; slowest answer ${slowest} ms; seed ${seed}`);
    const counted = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const twice = NAMES.flatMap((name) => ledger.repeated(name)).length;
    const figures = [ledger.answered, ledger.nulls, ledger.refused, counted, twice];
    const cells = figures.map((figure) => figure.toLocaleString('en'));
    const waits = [times.longestAwayMs, times.percentile(0.99), slowest].map((ms) => `${Math.round(ms)} ms`);
    appendFileSync(inject('faultTable'), `| ${[story, ...cells, ...waits].join(' | ')} |\n`);
    const folder = process.env['HISTORIES'];
    if (folder) ledger.write(join(folder, `${randomUUID()}.jsonl`), counts);
    const faults = [...faultsOf(counts), ...load.faults];
    if (slowest >= LONGEST_ANSWER_MS) faults.push(`an answer took ${slowest} ms`);
    for (const { code } of ended) if (code !== 0) faults.push(`a service exited with ${code}`);
    return { faults, log: ended.map(({ output }) => output).join('') };
  }

  /** Removes what a failed scenario may have left. */
  async teardown(): Promise<void> {
    await Promise.all(this.services.map((service) => service.end('SIGKILL')));
    await this.currentLoad?.stop();
    if (this.options.mysqlPort === undefined) await this.schema.drop();
  }
}
