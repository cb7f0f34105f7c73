import {
  type DockerServer,
  type ScratchSchema,
  startMemcached,
  startMySql,
  startRedis,
  TcpProxy,
} from '@app/testing';
import { migratedSchema } from '../../../apps/admin/src/testing/migrated.schema.js';
import { type RunningService, startService } from '../../../apps/api/src/testing/service.fixture.js';
import { SteadyLoad } from './steady.load.js';
import { readRules, type Rules } from './chart.files.js';
import { Prometheus } from './prometheus.server.js';

const NAMES = ['charmander', 'pikachu', 'mew', 'onix', 'abra'];

/** A service that is scraped as a pod of a namespace. */
export interface ScrapedPod {
  namespace: string;
  pod: string;
  service: RunningService;
}

/**
 * Two pods of production and one of staging over real stores, with visitors, under one Prometheus with the rules that
 * are shipped. Production reaches Redis through a proxy, so that it may be broken there alone.
 */
export class MonitoredEnvironment {
  readonly pods: ScrapedPod[] = [];
  private readonly load: SteadyLoad;

  private constructor(
    readonly prometheus: Prometheus,
    readonly mysql: DockerServer,
    readonly redis: DockerServer,
    readonly memcached: DockerServer,
    readonly redisOfProduction: TcpProxy,
    readonly schema: ScratchSchema,
  ) {
    const visited = () =>
      this.pods.filter(({ namespace }) => namespace !== 'new').map(({ service }) => service.url);
    this.load = new SteadyLoad(visited, NAMES, 60);
  }

  static async create(): Promise<MonitoredEnvironment> {
    const [mysql, redis, memcached] = await Promise.all([
      startMySql(),
      startRedis(),
      startMemcached('--conn-limit=100'),
    ]);
    const schema = await migratedSchema(mysql.port);
    await schema.root.end();
    const proxy = await TcpProxy.listen(redis.port);
    const prometheus = await Prometheus.start(impatient(readRules()));
    const monitored = new MonitoredEnvironment(prometheus, mysql, redis, memcached, proxy, schema);
    await monitored.addPod('production', 'a', { REDIS_PORT: String(proxy.port) });
    await monitored.addPod('production', 'b', { REDIS_PORT: String(proxy.port) });
    await monitored.addPod('staging', 'a');
    return monitored;
  }

  /** Starts a service with these settings beside those that name the stores. */
  async addPod(namespace: string, pod: string, settings: NodeJS.ProcessEnv = {}): Promise<ScrapedPod> {
    const service = await startService({
      LOG_LEVEL: 'silent',
      CACHE_TTL_S: '1',
      ...this.schema.environment,
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: String(this.redis.port),
      MEMCACHED_SERVERS: `127.0.0.1:${this.memcached.port}`,
      ...settings,
    });
    // The first visits of a process are slow; what was before the first scrape is in no rate.
    for (const name of [...NAMES, ...NAMES]) await (await fetch(`${service.url}/${name}`)).text();
    this.pods.push({ namespace, pod, service });
    await this.scrape();
    return this.pods.at(-1)!;
  }

  /** Ends a service. Prometheus goes on asking for it, as while a pod restarts, or forgets it as a deleted one. */
  async endPod(pod: ScrapedPod, { forget = false } = {}): Promise<void> {
    await pod.service.close();
    this.pods.splice(this.pods.indexOf(pod), 1);
    if (forget) await this.scrape();
  }

  /** A schema as the build before left it. */
  async schemaBefore(): Promise<ScratchSchema> {
    const schema = await migratedSchema(this.mysql.port);
    await schema.query('DELETE FROM migrations ORDER BY id DESC LIMIT 1');
    await schema.root.end();
    return schema;
  }

  /** Alerts of a name and namespace that fire. */
  async firing(alertname: string, namespace: string) {
    const alerts = await this.prometheus.alerts();
    return alerts.filter(
      ({ labels, state }) =>
        state === 'firing' && labels['alertname'] === alertname && labels['namespace'] === namespace,
    );
  }

  async teardown(): Promise<void> {
    await this.load.stop();
    await Promise.all(this.pods.map(({ service }) => service.close()));
    await this.prometheus.stop();
    await this.redisOfProduction.close();
    await Promise.all([this.mysql.remove(), this.redis.remove(), this.memcached.remove()]);
  }

  private scrape(): Promise<void> {
    return this.prometheus.scrape(
      this.pods.map(({ namespace, pod, service }) => ({ namespace, pod, metricsUrl: service.metricsUrl })),
    );
  }
}

/** An alert fires two seconds after its expression is true; how long it really takes is tested with promtool. */
function impatient(rules: Rules): Rules {
  for (const { rules: members } of rules.groups) for (const rule of members) if (rule.for) rule.for = '2s';
  return rules;
}
