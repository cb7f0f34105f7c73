import { describe, expect, inject, it } from 'vitest';
import { Environment, type Role } from './harness/environment.js';

const staging = new Environment('staging', inject('workspace'));
const { namespace } = staging;

/** What the API server says to an account that may not do it. */
const FORBIDDEN = /forbidden/i;

const pod = (name: string, securityContext: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { containers: [{ name, image: 'minipokedex:none', securityContext }] },
  });

const refusal = (role: Role, words: string[], input?: string) =>
  staging.kubectlAs(role, words, input).then(
    (output) => `it may: ${output}`,
    (error: Error) => error.message,
  );

describe.each(['deployer', 'reader'] as const)('the account %s of an environment', (role) => {
  it.each([
    ['another namespace', ['get', 'secrets', '--namespace=kube-system']],
    ['the list of namespaces', ['get', 'namespaces']],
    ['a new namespace', ['create', 'namespace', 'minipokedex-other']],
    ['the Pod Security of its own', ['label', 'namespace', namespace, 'more=yes']],
    ['roles of the cluster', ['create', 'clusterrolebinding', 'more', '--clusterrole=admin', '--user=me']],
    ['nodes', ['get', 'nodes']],
  ])('is refused: %s', async (_what, words) => {
    expect(await refusal(role, words)).toMatch(FORBIDDEN);
  });

  it('can give itself no more rights', async () => {
    const rights = ['--verb=bind', '--resource=clusterroles.rbac.authorization.k8s.io'];
    expect(await refusal(role, ['create', 'role', 'more', ...rights])).toMatch(FORBIDDEN);
  });

  it('can start no pod with privileges', async () => {
    const privileged = pod('privileged', { privileged: true });
    expect(await refusal(role, ['create', '--filename=-'], privileged)).toMatch(FORBIDDEN);
  });
});

describe('the account reader', () => {
  it.each([
    ['changes', ['annotate', 'deployment/minipokedex', 'more=yes']],
    ['deletes', ['delete', 'pod', '--all']],
    ['scales', ['scale', 'deployment/minipokedex', '--replicas=1']],
    ['patches a SealedSecret', ['annotate', 'sealedsecret', '--all', 'more=yes', '--dry-run=server']],
    ['runs a command in a pod', ['exec', 'mysql-0', '--', 'true']],
  ])('neither %s', async (_what, words) => {
    expect(await refusal('reader', words)).toMatch(FORBIDDEN);
  });

  it('nor creates anything', async () => {
    const words = ['create', 'configmap', 'more', '--from-literal=a=b', '--dry-run=server'];
    expect(await refusal('reader', words)).toMatch(FORBIDDEN);
  });
});
