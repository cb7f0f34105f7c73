// flux-rules.mjs FOLDER CLUSTER: what no schema can say about a cluster. FOLDER has the objects of each kustomization.
import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { find, readObjects } from './objects.mjs';

const [folder, cluster] = process.argv.slice(2);
const faults = [];
const check = (right, object, fault) => {
  if (!right) faults.push(`${object.kind} ${object.metadata.name}: ${fault}`);
};

const build = (path) => {
  const file = join(folder, normalize(path), 'objects.json');
  return existsSync(file) ? readObjects(file) : undefined;
};
const isBuiltIn = ({ apiVersion }) =>
  /^(v1|[a-z]+\/v\w+|.*\.k8s\.io\/.*|.*\.toolkit\.fluxcd\.io\/.*)$/.test(apiVersion);

function checkKustomization(kustomization, names) {
  const { spec } = kustomization;
  const objects = build(spec.path);
  check(objects, kustomization, `nothing is built in ${spec.path}`);
  check(spec.prune, kustomization, 'prune is not true: what is removed here stays there');
  check(spec.wait, kustomization, 'wait is not true: what depends on it starts too early');
  for (const key of ['interval', 'retryInterval', 'timeout']) check(spec[key], kustomization, `no ${key}`);
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

function checkRelease(release, objects) {
  const { spec, metadata } = release;
  const { version, sourceRef } = spec.chart.spec;
  check(/^v?\d+\.\d+\.\d+$/.test(version), release, `version ${version} is not one version`);
  check(
    find(objects, sourceRef.kind, sourceRef.name, metadata.namespace),
    release,
    `its ${sourceRef.kind} is not beside it`,
  );
  for (const key of ['interval', 'timeout']) check(spec[key], release, `no ${key}`);
  for (const action of ['install', 'upgrade']) {
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
    metadata.namespace === 'kube-system' || find(objects, 'Namespace', metadata.namespace),
    release,
    `its namespace ${metadata.namespace} is not made`,
  );
}

const checkNamespace = (namespace) =>
  check(
    namespace.metadata.labels?.['pod-security.kubernetes.io/enforce'],
    namespace,
    'no level of Pod Security',
  );

const kustomizations = build(`deploy/flux/clusters/${cluster}`);
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
