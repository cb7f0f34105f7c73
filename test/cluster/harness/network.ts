import { parseAllDocuments } from 'yaml';
import { run } from './command.js';
import type { Environment } from './environment.js';
import { type Kind, Probes, type Target } from './probes.js';

interface Template {
  metadata: { labels: Record<string, string> };
}

interface Manifest extends Template {
  kind: string;
  spec: { template?: Template; jobTemplate?: { spec: { template: Template } } };
}

/** Who reaches whom: one pod in the place of each kind that an environment has, hooks included, and of other namespaces. */
export class Network {
  private constructor(
    private readonly environment: Environment,
    private readonly probes: Probes,
    private readonly policies: string,
  ) {}

  /** Puts the NetworkPolicies of hooks in force until `close`; by themselves they are gone when the hooks are. */
  static async open(environment: Environment, namespaces: readonly string[]): Promise<Network> {
    for (const name of namespaces) {
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      await run('kubectl', ['apply', '--filename=-'], { input: JSON.stringify(namespace) });
    }
    const hooks = await hooksOf(environment);
    const items = hooks.filter(({ kind }) => kind === 'NetworkPolicy');
    const policies = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    await environment.kubectl(['apply', '--filename=-'], policies);
    const workloads = await environment.get<{ items: Manifest[] }>('deployments,statefulsets,cronjobs');
    const kinds = [
      ...kindsOf([...workloads.items, ...hooks], environment.namespace),
      ...namespaces.map((name) => ({ name, namespace: name })),
    ];
    return new Network(environment, await Probes.start(kinds, await targetsOf(environment)), policies);
  }

  /** The targets that each kind of pod reaches. */
  reached(): Promise<Record<string, string[]>> {
    return this.probes.reached();
  }

  async close(): Promise<void> {
    await this.probes.stop();
    await this.environment.kubectl(['delete', '--filename=-'], this.policies);
  }
}

/** What the releases make for a moment: Jobs, tests, and the NetworkPolicies of their pods. */
async function hooksOf(environment: Environment): Promise<Manifest[]> {
  const releases = (await environment.helm('list', '--short')).split('\n').filter(Boolean);
  const hooks = await Promise.all(releases.map((release) => environment.helm('get', 'hooks', release)));
  return hooks.flatMap((text) =>
    parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []),
  );
}

function kindsOf(objects: Manifest[], namespace: string): Kind[] {
  const templates = objects.flatMap(({ kind, metadata, spec }): Template[] => {
    if (kind === 'Pod') return [{ metadata }];
    const template = spec?.template ?? spec?.jobTemplate?.spec.template;
    return template ? [template] : [];
  });
  const kinds = templates.map(({ metadata: { labels } }) => {
    const name = `${labels['app.kubernetes.io/name']} ${labels['app.kubernetes.io/component']}`;
    return { name, namespace, labels };
  });
  return [...new Map(kinds.map((kind) => [kind.name, kind])).values()];
}

async function targetsOf(environment: Environment): Promise<Target[]> {
  const podIp = async (name: string) => {
    const selector = `--selector=app.kubernetes.io/name=${name},app.kubernetes.io/component in (server,service)`;
    const words = [selector, '--field-selector=status.phase=Running', '--output=name'];
    const [pod] = (await environment.kubectl(['get', 'pods', ...words])).split('\n');
    return environment.kubectl(['get', pod!, '--output=jsonpath={.status.podIP}']);
  };
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

const serviceIp = (name: string, of: string) =>
  run('kubectl', ['get', 'service', name, '--namespace', of, '--output=jsonpath={.spec.clusterIP}']);
