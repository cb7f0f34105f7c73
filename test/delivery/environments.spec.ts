import { readSettings } from '@app/config';
import { describe, expect, it } from 'vitest';
import { type Container, type Manifest, Manifests, type Pod } from './manifests.js';

/** The user that each workload's image is made for. */
const USERS = new Map([
  ['minipokedex', 65532],
  ['mysql', 999],
  ['redis', 999],
  ['memcached', 11211],
  ['backup', 999],
]);

/** For people, migrations and backups. */
const SPARE_CONNECTIONS = 10;
/** Of MySQL, where nothing is set. */
const DEFAULT_MAX_CONNECTIONS = 151;

const labelOf = ({ metadata }: Manifest, name: string) => metadata.labels?.[`app.kubernetes.io/${name}`];
const selects = (labels: Record<string, string>, { spec }: Manifest) =>
  Object.entries(labels).every(([key, value]) => spec.template?.metadata.labels[key] === value);
const podOf = ({ kind, spec }: Manifest): Pod | undefined =>
  kind === 'Pod' ? (spec as Pod) : (spec?.template?.spec ?? spec?.jobTemplate?.spec.template.spec);

const environments = ['local', 'staging', 'production'].map((name) => [name, new Manifests(name)] as const);
const [, staging, production] = environments.map(([, manifests]) => manifests) as [
  Manifests,
  Manifests,
  Manifests,
];

describe.each(environments)('in %s', (_environment, { all }) => {
  const workloads = all
    .filter((manifest) => podOf(manifest))
    .map((manifest) => [id(manifest), manifest] as const);

  it.each(workloads)('%s is hardened beyond Pod Security "restricted"', (_, manifest) => {
    const pod = podOf(manifest)!;
    const user = USERS.get(labelOf(manifest, 'name')!);
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const container of [...(pod.initContainers ?? []), ...pod.containers]) expectHardened(container);
  });

  it('no ServiceAccount brings a token', () => {
    const accounts = all.filter(({ kind }) => kind === 'ServiceAccount');
    expect(accounts.length).toBeGreaterThan(3);
    for (const account of accounts) expect(account).toMatchObject({ automountServiceAccountToken: false });
  });

  it('every object has the recommended labels', () => {
    for (const manifest of all) {
      expect({ id: id(manifest), ...manifest.metadata.labels }).toMatchObject({
        'app.kubernetes.io/name': expect.any(String) as string,
        'app.kubernetes.io/instance': labelOf(manifest, 'name'),
        'app.kubernetes.io/version': expect.any(String) as string,
        'app.kubernetes.io/part-of': 'minipokedex',
        'app.kubernetes.io/managed-by': 'Helm',
        'helm.sh/chart': expect.stringContaining(`${labelOf(manifest, 'name')}-`) as string,
      });
    }
  });
});

function id({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

function expectHardened(container: Container): void {
  expect(container).toMatchObject({
    resources: {
      requests: { cpu: expect.anything() as string },
      limits: { memory: expect.anything() as string },
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
  });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
}

const isAutoscaler = ({ kind }: Manifest) => /^(HorizontalPodAutoscaler|ScaledObject)$/.test(kind);

/** Pods of the service at most, by its autoscaler. */
function most(manifests: Manifests): number {
  const { maxReplicas, maxReplicaCount } = manifests.all.find(isAutoscaler)!.spec;
  return (maxReplicas ?? maxReplicaCount)!;
}

describe('MySQL', () => {
  const { poolSize } = readSettings({ DB_HOST: 'mysql', DB_PASSWORD: 'secret' }).database!;

  it.each([
    ['staging', 'another for each while they are replaced', staging],
    ['production', "a canary's, of which there may be as many", production],
  ])('has connections in %s for the pools of all pods, and %s', (_environment, _others, manifests) => {
    const pods = 2 * most(manifests);
    expect(manifests.find('ConfigMap', 'minipokedex').data).not.toHaveProperty('DB_POOL_SIZE');
    const [, given = DEFAULT_MAX_CONNECTIONS] =
      /^\s*max_connections = (\d+)$/m.exec(manifests.settings) ?? [];
    expect(Number(given)).toBeGreaterThanOrEqual(pods * poolSize + SPARE_CONNECTIONS);
  });
});

describe('production, when a zone fails', () => {
  const app = production.find('Deployment', 'minipokedex');
  const redis = production.find('StatefulSet', 'redis');

  it.each([app, redis])(
    'has other pods of $metadata.name, of which nobody takes more than one',
    (workload) => {
      const constraints = workload.spec.template?.spec.topologySpreadConstraints ?? [];
      expect(constraints.map(({ topologyKey }) => topologyKey).toSorted()).toEqual([
        'kubernetes.io/hostname',
        'topology.kubernetes.io/zone',
      ]);
      for (const { maxSkew, labelSelector } of constraints) {
        expect(maxSkew).toBe(1);
        expect(selects(labelSelector.matchLabels, workload)).toBe(true);
      }
      const { spec } = production.find('PodDisruptionBudget', workload.metadata.name);
      expect(spec.maxUnavailable).toBe(1);
      expect(selects(spec.selector!.matchLabels, workload)).toBe(true);
    },
  );

  it('has three pods of each at least', () => {
    const { minReplicas } = production.find('HorizontalPodAutoscaler', 'minipokedex').spec;
    expect(minReplicas).toBeGreaterThanOrEqual(3);
    expect(redis.spec.replicas).toBeGreaterThanOrEqual(3);
  });

  it('leaves Sentinels enough to choose a master, and that one a replica that confirms', () => {
    const replicas = redis.spec.replicas!;
    const left = replicas - Math.ceil(replicas / 3);
    const quorum = Number(/"SENTINEL_QUORUM","value":"(\d+)"/.exec(JSON.stringify(redis))?.[1]);
    expect(quorum).toBeGreaterThan(replicas / 2);
    expect(left).toBeGreaterThanOrEqual(quorum);
    expect(production.settings).toMatch(/^min-replicas-to-write 1$/m);
    expect(left).toBeGreaterThan(1);
  });
});
