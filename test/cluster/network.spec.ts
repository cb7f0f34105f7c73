import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { run } from './harness/command.js';
import { Environment } from './harness/environment.js';
import { type Kind, Probes, type Target } from './harness/probes.js';

const staging = new Environment('staging', inject('workspace'));
const { namespace } = staging;

/** What each kind of pod reaches, in the order of the targets. */
const REACHED = {
  'minipokedex service': ['dns', 'mysql', 'redis', 'sentinel', 'memcached'],
  'minipokedex migration': ['dns', 'mysql'],
  'minipokedex test': ['dns', 'http'],
  'mysql server': [],
  'mysql credentials': ['dns', 'mysql'],
  'redis server': ['dns', 'redis', 'sentinel'],
  'redis credentials': ['dns', 'redis', 'sentinel'],
  'memcached server': [],
  // Of other namespaces.
  traefik: ['dns', 'kubernetes', 'http', 'elsewhere'],
  monitoring: ['dns', 'kubernetes', 'metrics', 'elsewhere'],
  'minipokedex-elsewhere': ['dns', 'kubernetes'],
};

const NAMESPACES = ['traefik', 'monitoring'];

let probes: Probes;
/** NetworkPolicies of hooks, which are gone when the hooks are. */
let policies: string;

beforeAll(async () => {
  for (const name of NAMESPACES) {
    await run('kubectl', ['apply', '--filename=-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    });
  }
  const hooks = await hooksOf('minipokedex', 'mysql', 'redis');
  const items = hooks.filter(({ kind }) => kind === 'NetworkPolicy');
  policies = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await staging.kubectl(['apply', '--filename=-'], policies);
  const workloads = await staging.get<{ items: Manifest[] }>('deployments,statefulsets');
  const others = NAMESPACES.map((name) => ({ name, namespace: name }));
  probes = await Probes.start([...kindsOf([...workloads.items, ...hooks]), ...others], await targets());
});

afterAll(async () => {
  await probes.stop();
  await staging.kubectl(['delete', '--filename=-'], policies);
});

interface Manifest {
  kind: string;
  metadata: { labels: Record<string, string> };
  spec: { template?: { metadata: { labels: Record<string, string> } } };
}

/** What the releases make for a moment: Jobs, tests, and the NetworkPolicies of their pods. */
async function hooksOf(...releases: string[]): Promise<Manifest[]> {
  const hooks = await Promise.all(releases.map((release) => staging.helm('get', 'hooks', release)));
  return hooks.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
}

/** Every kind of pod of these objects. */
function kindsOf(objects: Manifest[]): Kind[] {
  const templates = objects.flatMap(({ kind, metadata, spec }) =>
    kind === 'Pod' ? [metadata] : spec?.template ? [spec.template.metadata] : [],
  );
  return templates.map(({ labels }) => {
    const name = `${labels['app.kubernetes.io/name']} ${labels['app.kubernetes.io/component']}`;
    return { name, namespace, labels };
  });
}

async function podIp(name: string): Promise<string> {
  const selector = `--selector=app.kubernetes.io/name=${name},app.kubernetes.io/component in (server,service)`;
  const words = [selector, '--field-selector=status.phase=Running', '--output=name'];
  const [pod] = (await staging.kubectl(['get', 'pods', ...words])).split('\n');
  return staging.kubectl(['get', pod!, '--output=jsonpath={.status.podIP}']);
}

const serviceIp = (name: string, of: string) =>
  run('kubectl', ['get', 'service', name, '--namespace', of, '--output=jsonpath={.spec.clusterIP}']);

async function targets(): Promise<Target[]> {
  const [app, redis] = [await podIp('minipokedex'), await podIp('redis')];
  return [
    { name: 'dns', host: await serviceIp('kube-dns', 'kube-system'), port: 53 },
    { name: 'kubernetes', host: await serviceIp('kubernetes', 'default'), port: 443 },
    { name: 'http', host: app, port: 8080 },
    { name: 'metrics', host: app, port: 9090 },
    { name: 'mysql', host: await podIp('mysql'), port: 3306 },
    { name: 'redis', host: redis, port: 6379 },
    { name: 'sentinel', host: redis, port: 26_379 },
    { name: 'memcached', host: await podIp('memcached'), port: 11_211 },
  ];
}

describe('the NetworkPolicies of staging', () => {
  it('let each kind of pod reach what it needs, and nothing else', async () => {
    // A new pod reaches nobody until its node has seen it.
    await vi.waitFor(async () => expect(await probes.reached()).toEqual(REACHED), {
      timeout: 90_000,
      interval: 1000,
    });
  });
});
