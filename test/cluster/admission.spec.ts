import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Environment } from './harness/environment.js';
import { FIRST } from './harness/images.js';
import { simplePod } from './harness/simple.pod.js';

const staging = new Environment('staging', inject('workspace'));

/** Those of a pod of the service: a NetworkPolicy selects it. */
let labels: Record<string, string>;

beforeAll(async () => {
  const { spec } = await staging.get<{ spec: { selector: { matchLabels: Record<string, string> } } }>(
    'deployment',
    'minipokedex',
  );
  labels = spec.selector.matchLabels;
});

/** What the API server says to a pod that would be created. */
const admit = (overrides: { labels?: Record<string, string>; spec?: object; container?: object }) => {
  const metadata = { name: 'planted', labels: { ...labels, ...overrides.labels } };
  const words = ['create', '--dry-run=server', '--output=json', '--filename=-'];
  return staging.kubectlAs('deployer', words, JSON.stringify(simplePod({ ...overrides, metadata })));
};

describe('a pod of an environment', () => {
  it('is admitted as it should be, and gets the labels that it lacks', async () => {
    expect(JSON.parse(await admit({}))).toMatchObject({
      metadata: {
        labels: {
          'app.kubernetes.io/part-of': 'minipokedex',
          'minipokedex.github.io/environment': 'staging',
        },
      },
    });
  });

  it.each([
    [
      'of a foreign registry',
      { container: { image: 'docker.io/library/nginx:1.29' } },
      'restrict-registries',
    ],
    ['of no certain build', { container: { image: FIRST.replace(/:.*/, ':latest') } }, 'disallow-latest'],
    ['without a component', { labels: { 'app.kubernetes.io/component': '' } }, 'require-labels'],
    [
      'that no NetworkPolicy selects',
      { labels: { 'app.kubernetes.io/component': 'x' } },
      'require-network-policy',
    ],
    ['without requests and limits', { container: { resources: {} } }, 'require-limits'],
    ['that runs for ever without probes', { spec: { restartPolicy: 'Always' } }, 'require-probes'],
    // Pod Security is asked before the policies.
    ['of root', { container: { securityContext: { runAsUser: 0 } } }, 'runAsUser=0'],
    ['with privileges', { container: { securityContext: { privileged: true } } }, 'privileged'],
  ])('%s is refused', async (_what, overrides, reason) => {
    await expect(admit(overrides)).rejects.toThrow(reason);
  });

  it('gets no other container while it runs', async () => {
    const words = ['debug', 'mysql-0', '--image=mysql:9.7', '--profile=restricted', '--', 'true'];
    await expect(staging.kubectl(words)).rejects.toThrow('disallow-ephemeral-containers');
  });
});
