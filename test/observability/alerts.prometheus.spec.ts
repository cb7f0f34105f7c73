import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MonitoredEnvironment } from './harness/monitored.environment.js';
import { SteadyLoad } from './harness/steady.load.js';
import { fill, readDashboard } from './harness/chart.files.js';

/** Those of the service, and not of KEDA's interceptor. */
const panels = readDashboard().panels.filter(
  ({ targets }) => targets && !targets.some(({ expr }) => expr.includes('interceptor')),
);
/** At one scrape a second. */
const filling = { namespace: 'production', rateInterval: '5s', range: '10s' };

let monitored: MonitoredEnvironment;

const until = (assertion: () => Promise<unknown>) =>
  vi.waitFor(assertion, { timeout: 60_000, interval: 500 });

const fires = (alertname: string, namespace: string, labels: Record<string, string>) =>
  until(async () =>
    expect(await monitored.firing(alertname, namespace)).toContainEqual(
      expect.objectContaining({ labels: expect.objectContaining(labels) }),
    ),
  );

beforeAll(async () => {
  monitored = await MonitoredEnvironment.create();
});
afterAll(() => monitored.teardown());

describe('while all is well', () => {
  it.each(panels.map((panel) => [panel.title, panel] as const))('"%s" has data', async (_, { targets }) => {
    for (const { expr } of targets!)
      await until(async () => {
        const samples = await monitored.prometheus.query(fill(expr, filling));
        expect({ expr, samples }).not.toEqual({ expr, samples: [] });
        expect(samples.filter(({ value }) => Number.isNaN(value))).toEqual([]);
      });
  });

  it('no alert fires, and each rule can be evaluated', async () => {
    const firing = (await monitored.prometheus.alerts()).filter(({ state }) => state === 'firing');
    const alerts = firing.map(({ labels }) => labels['alertname']);
    // How fast visits are is up to the machine too.
    expect(alerts.filter((alert) => alert !== 'MinipokedexLatencyBudgetBurn')).toEqual([]);
    expect(await monitored.prometheus.ruleFaults()).toEqual([]);
  });
});

describe('with a fault in production alone', () => {
  it('visits that Redis makes slow spend the latency budget', async () => {
    monitored.redisOfProduction.latencyMs = 40;
    await fires('MinipokedexLatencyBudgetBurn', 'production', { severity: 'critical' });
    monitored.redisOfProduction.latencyMs = 0;
    expect(await monitored.firing('MinipokedexAvailabilityBudgetBurn', 'production')).toEqual([]);
  });

  it('a Redis that stays silent degrades the counter, and a pod that ends meanwhile loses visits', async () => {
    monitored.redisOfProduction.freeze();
    const [, pod] = monitored.pods;
    await until(async () =>
      expect(await monitored.prometheus.query('counter_degraded{pod="b"} == 1')).not.toEqual([]),
    );
    await monitored.endPod(pod!, { forget: true });
    await fires('MinipokedexStoreDown', 'production', { store: 'redis', severity: 'critical' });
    await fires('MinipokedexVisitsLost', 'production', { severity: 'warning' });
    await fires('MinipokedexCounterDegraded', 'production', { severity: 'critical' });
    monitored.redisOfProduction.thaw();
    for (const alert of ['MinipokedexStoreDown', 'MinipokedexVisitsLost', 'MinipokedexCounterDegraded'])
      expect(await monitored.firing(alert, 'staging')).toEqual([]);
  });
});

describe('with others that hold all connections they get', () => {
  it('MySQL and Memcached are at risk', async () => {
    const { schema, memcached } = monitored;
    const clients = await Promise.allSettled(Array.from({ length: 160 }, () => schema.connectAsService()));
    const sockets = Array.from({ length: 100 }, () => connect(memcached.port).on('error', () => {}));
    const [left, ...held] = clients.flatMap((client) =>
      client.status === 'fulfilled' ? [client.value] : [],
    );
    expect(held.length).toBeGreaterThan(100);
    await left!.end();
    for (const store of ['mysql', 'memcached'])
      await fires('MinipokedexStoreAtRisk', 'production', { store, severity: 'warning' });
    await Promise.all(held.map((client) => client.end()));
    for (const socket of sockets) socket.destroy();
  });
});

describe('with MySQL and Memcached away', () => {
  it('names that are not cached spend the availability budget, and the snapshot grows old', async () => {
    const url = monitored.pods.find(({ namespace }) => namespace === 'production')!.service.url;
    await Promise.all([monitored.mysql.kill(), monitored.memcached.kill()]);
    const strangers = new SteadyLoad(() => [url], ['zubat', 'golbat'], 20);
    await fires('MinipokedexAvailabilityBudgetBurn', 'production', { severity: 'critical' });
    await strangers.stop();
    for (const namespace of ['production', 'staging']) {
      await fires('MinipokedexStoreDown', namespace, { store: 'mysql', severity: 'critical' });
      await fires('MinipokedexStoreDown', namespace, { store: 'memcached', severity: 'warning' });
      await fires('MinipokedexSnapshotStale', namespace, { severity: 'warning' });
    }
    expect(await monitored.firing('MinipokedexAvailabilityBudgetBurn', 'staging')).toEqual([]);
    await Promise.all([monitored.mysql.restart(), monitored.memcached.restart()]);
    await until(async () => expect(await monitored.firing('MinipokedexStoreDown', 'staging')).toEqual([]));
  });
});

describe('with pods that are not there for visitors', () => {
  it('a build whose migrations have not run is waiting for them, not ready, and alone means down', async () => {
    const { environment } = await monitored.schemaBefore();
    await monitored.addPod('new', 'a', environment);
    await fires('MinipokedexMigrationsPending', 'new', { severity: 'warning' });
    await fires('MinipokedexPodsNotReady', 'new', { severity: 'warning' });
    await fires('MinipokedexDown', 'new', { severity: 'critical' });
    expect(await monitored.firing('MinipokedexMigrationsPending', 'production')).toEqual([]);
  });

  it('one that answers no scrape is not ready, and as the last of its namespace means down', async () => {
    await monitored.endPod(monitored.pods.find(({ namespace }) => namespace === 'staging')!);
    await fires('MinipokedexPodsNotReady', 'staging', { severity: 'warning' });
    await fires('MinipokedexDown', 'staging', { severity: 'critical' });
    expect(await monitored.firing('MinipokedexDown', 'production')).toEqual([]);
  });
});
