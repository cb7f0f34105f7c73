import { setTimeout as sleep } from 'node:timers/promises';
import type { Prometheus } from '../../test/support/prometheus.js';
import { type Load, runLoad } from '../load.js';
import { RunningCandidate } from '../running-candidate.js';
import { prepareAsInImage, SERVICE, SERVICE_SETTINGS } from '../service.js';
import type { Stores } from '../stores.js';

/** The time that the picture shows, in seconds since 1970. */
export interface Story {
  start: number;
  end: number;
}

/** Seconds between two visits of a name that there is not: they need MySQL, whose outage is an error for them. */
const STRANGER_S = 0.1;

/** Two services of one namespace under load: few visitors, many, many without Redis, many without MySQL and Memcached. */
export async function playStory(stores: Stores, prometheus: Prometheus): Promise<Story> {
  const { mysql, redis, memcached } = stores.servers;
  const services = [await startService('a', stores), await startService('b', stores)];
  const visits = (connections: number, seconds: number) =>
    Promise.all(services.map(({ url }) => runLoad(url, loadOf(stores.names, connections), seconds)));
  await prometheus.scrape(
    services.map(({ metricsUrl }, index) => ({
      metricsUrl,
      namespace: 'minipokedex-production',
      pod: `minipokedex-${'ab'[index]}`,
    })),
  );
  await visits(2, 5);
  const strangers = setInterval(() => ask(services[0]!.url), STRANGER_S * 1000);
  try {
    const start = Date.now() / 1000;
    await visits(2, 30);
    await visits(32, 30);
    await redis.freeze();
    await visits(8, 15);
    await redis.thaw();
    await visits(32, 30);
    await Promise.all([mysql.freeze(), memcached.freeze()]);
    await visits(8, 15);
    await Promise.all([mysql.thaw(), memcached.thaw()]);
    await visits(16, 30);
    return { start, end: Date.now() / 1000 };
  } finally {
    clearInterval(strangers);
    await sleep(1000);
    await Promise.all(services.map((service) => service.stop()));
  }
}

function startService(name: string, stores: Stores): Promise<RunningCandidate> {
  return RunningCandidate.start({
    id: 'ours',
    title: name,
    command: [process.execPath, SERVICE],
    environment: { ...SERVICE_SETTINGS, ...stores.serviceEnvironment, ...prepareAsInImage() },
    counts: true,
  });
}

/** Some names are visited more than others, as in life: the second half as often as the first, the third a third. */
function loadOf(names: readonly string[], connections: number): Load {
  const visited = names.flatMap((name, rank) =>
    Array.from({ length: Math.ceil(40 / (rank + 1)) }, () => name),
  );
  return { id: 'all', title: `${connections} connections`, connections, names: visited };
}

function ask(url: string): void {
  const name = `missingno-${Math.floor(Math.random() * 1e6)}`;
  fetch(`${url}/${name}`)
    .then((response) => response.text())
    .catch((error: unknown) => console.error(`${name}: ${String(error)}`));
}
