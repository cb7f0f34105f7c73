// flux-rules.ts FOLDER CLUSTER: checks what no schema can express about a cluster. FOLDER holds the objects of each
// kustomization.
import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { find, type FluxObject, readObjects } from './flux-objects.ts';

const [folder, cluster] = process.argv.slice(2) as [string, string];
const faults: string[] = [];
const check = (holds: unknown, object: FluxObject, fault: string) => {
  if (!holds) faults.push(`${object.kind} ${object.metadata.name}: ${fault}`);
};

const build = (path: string): FluxObject[] | undefined => {
  const file = join(folder, normalize(path), 'objects.json');
  return existsSync(file) ? readObjects(file) : undefined;
};
const isBuiltIn = ({ apiVersion }: FluxObject) =>
  /^(v1|[a-z]+\/v\w+|.*\.k8s\.io\/.*|.*\.toolkit\.fluxcd\.io\/.*)$/.test(apiVersion);

function checkKustomization(kustomization: FluxObject, names: readonly string[]): FluxObject[] {
  const { spec } = kustomization;
  const objects = build(spec.path);
  check(objects, kustomization, `nothing is built in ${spec.path}`);
  check(spec.prune, kustomization, 'prune is not true: what is removed here stays there');
  check(spec.wait, kustomization, 'wait is not true: what depends on it starts too early');
  for (const key of ['interval', 'retryInterval', 'timeout'] as const)
    check(spec[key], kustomization, `no ${key}`);
  for (const { name } of spec.dependsOn ?? []) {
    check(names.includes(name), kustomization, `depends on ${name}, which is not there`);
  }
  const custom = objects?.find((object) => !isBuiltIn(object));
  check(
    !custom || spec.dependsOn?.length,
    kustomization,
    `has a ${custom?.kind}, whose kind a controller brings, but no dependsOn`,
  );
  return objects ?? [];
}

function checkRelease(release: FluxObject, objects: readonly FluxObject[]): void {
  const { spec, metadata } = release;
  const { version, sourceRef } = spec.chart.spec;
  check(/^v?\d+\.\d+\.\d+$/.test(version), release, `version ${version} is not one version`);
  check(
    find(objects, sourceRef.kind, sourceRef.name, metadata.namespace),
    release,
    `its ${sourceRef.kind} is not beside it`,
  );
  for (const key of ['interval', 'timeout'] as const) check(spec[key], release, `no ${key}`);
  for (const action of ['install', 'upgrade'] as const) {
    check(spec[action]?.strategy?.name === 'RetryOnFailure', release, `${action} is not RetryOnFailure`);
  }
  for (const { name, namespace } of spec.dependsOn ?? []) {
    check(
      find(objects, 'HelmRelease', name, namespace ?? metadata.namespace),
      release,
      `depends on ${name}, which is not there`,
    );
  }
  check(
    metadata.namespace === 'kube-system' || find(objects, 'Namespace', metadata.namespace!),
    release,
    `its namespace ${metadata.namespace} is not made`,
  );
}

const checkNamespace = (namespace: FluxObject) =>
  check(
    namespace.metadata.labels?.['pod-security.kubernetes.io/enforce'],
    namespace,
    'no level of Pod Security',
  );

const kustomizations = build(`deploy/flux/clusters/${cluster}`) ?? [];
const names = kustomizations.map(({ metadata }) => metadata.name);
for (const kustomization of kustomizations) {
  const objects = checkKustomization(kustomization, names);
  for (const object of objects) {
    if (object.kind === 'HelmRelease') checkRelease(object, objects);
    if (object.kind === 'Namespace') checkNamespace(object);
  }
}

for (const fault of faults) console.error(`${cluster}: ${fault}`);
if (faults.length === 0) console.log(`${cluster}: ${names.join(', ')}`);
process.exitCode = faults.length > 0 ? 1 : 0;
