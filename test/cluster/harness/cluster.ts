import { CommandError, run } from './command.js';

/** For pods that are no part of an environment. */
export const ELSEWHERE = 'minipokedex-elsewhere';

const NAMESPACES = ['minipokedex-local', 'minipokedex-staging', 'minipokedex-production', ELSEWHERE];

/** Fails with what is missing, before anything is changed. */
export async function checkCluster(): Promise<void> {
  const context = (await needs(['kubectl', 'config', 'current-context'], 'there is no kubeconfig')).trim();
  console.log(`cluster of the context ${context}`);
  await needs(['kubectl', 'get', '--raw', '/readyz'], 'the cluster does not answer');
  await needs(
    ['kubectl', 'wait', '--for=condition=Available', '--timeout=30s', 'apiservice/v1beta1.metrics.k8s.io'],
    'there is no metrics server: https://github.com/kubernetes-sigs/metrics-server#installation',
  );
  await needs(
    ['kubeseal', '--fetch-cert'],
    'there is no sealed-secrets controller: https://github.com/bitnami-labs/sealed-secrets#installation',
  );
  await needs(
    ['kubectl', '--namespace=traefik', 'get', 'deployment/traefik', 'crd/gateways.gateway.networking.k8s.io'],
    'there is no Traefik with the Gateway API: make cluster-controllers',
  );
  await needs(
    ['kubectl', '--namespace=kyverno', 'get', 'deployment/kyverno-admission-controller'],
    'there is no Kyverno: make cluster-controllers',
  );
  const found = await run('kubectl', [
    'get',
    'namespace',
    ...NAMESPACES,
    '--ignore-not-found',
    '--output=name',
  ]);
  // Whatever is in them would be removed at the end.
  if (found) throw new Error(`not an empty cluster: it has ${found.trim().split('\n').join(', ')}`);
}

/** Puts all policies of the project in force, and makes the namespace ELSEWHERE. */
export async function prepareCluster(): Promise<void> {
  await run('kubectl', ['apply', '--server-side', '--kustomize', 'deploy/policies']);
  const ready = ['--for=jsonpath={.status.conditionStatus.ready}=true', '--timeout=60s', '--all'];
  await run('kubectl', ['wait', ...ready, 'validatingpolicies,mutatingpolicies,imagevalidatingpolicies']);
  await run('kubectl', ['create', 'namespace', ELSEWHERE]);
}

/** Removes all that the tests made, volumes too. */
export async function emptyCluster(): Promise<void> {
  await run('kubectl', ['delete', 'namespace', ...NAMESPACES, '--ignore-not-found', '--wait=false']);
  // No new ones come any more, and nobody needs Redis to hand over.
  for (const namespace of NAMESPACES) {
    await run('kubectl', [
      '--namespace',
      namespace,
      'delete',
      'pods',
      '--all',
      '--grace-period=1',
      '--wait=false',
    ]);
  }
  await run('kubectl', [
    'wait',
    '--for=delete',
    '--timeout=120s',
    ...NAMESPACES.map((name) => `namespace/${name}`),
  ]);
  await run('kubectl', ['delete', '--kustomize', 'deploy/policies', '--ignore-not-found']);
}

/** Runs a command; if it fails, the error names what is missing. */
export async function needs([command, ...words]: [string, ...string[]], otherwise: string): Promise<string> {
  try {
    return await run(command, words);
  } catch (error) {
    throw new Error(error instanceof CommandError ? `${otherwise}\n${error.message}` : otherwise, {
      cause: error,
    });
  }
}
