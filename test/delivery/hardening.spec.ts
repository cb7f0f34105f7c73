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

const labelOf = ({ metadata }: Manifest, name: string) => metadata.labels?.[`app.kubernetes.io/${name}`];
const podOf = ({ kind, spec }: Manifest): Pod | undefined =>
  kind === 'Pod' ? (spec as Pod) : (spec?.template?.spec ?? spec?.jobTemplate?.spec.template.spec);

describe.each(['local', 'staging', 'production'])('in %s', (environment) => {
  const { all } = new Manifests(environment);
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
