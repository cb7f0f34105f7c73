import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { failureOf, useCopy } from './copy.fixture.js';

const infrastructure = 'deploy/flux/infrastructure';
const clusters = 'deploy/flux/clusters/base';

interface Kustomization {
  metadata: { name: string };
  spec: { dependsOn?: { name: string }[] };
}

describe('make lint-flux', () => {
  const copy = useCopy('deploy/flux', 'deploy/policies', 'deploy/scripts', 'deploy/terraform');

  it('passes what is committed', async () => {
    expect(await copy.make('lint-flux')).toMatchObject({ status: 0 });
  });

  it.each([
    {
      mistake: 'configs that do not wait for the controllers',
      file: `${clusters}/ingress.yaml`,
      from: 'dependsOn: [{ name: ingress }, { name: sealed-secrets }]',
      to: '',
      fault: 'Kustomization configs: has a ClusterIssuer, whose kind a controller brings, but no dependsOn',
    },
    {
      mistake: 'a Kustomization that depends on what is not there',
      file: `${clusters}/admission.yaml`,
      from: '[{ name: admission }]',
      to: '[{ name: kyverno }]',
      fault: 'Kustomization policies: depends on kyverno, which is not there',
    },
    {
      mistake: 'a path without a kustomization',
      file: 'deploy/flux/clusters/staging/kustomization.yaml',
      from: 'configs/staging',
      to: 'config/staging',
      fault: 'nothing is built in ./deploy/flux/infrastructure/config/staging',
    },
    {
      mistake: 'objects that are not removed',
      file: `${clusters}/kustomization.yaml`,
      from: 'prune: true',
      to: 'prune: false',
      fault: 'Kustomization admission: prune is not true',
    },
    {
      mistake: 'a field that a HelmRelease does not have',
      file: `${infrastructure}/ingress/base/traefik.yaml`,
      from: '  values:',
      to: '  valuez: {}\n  values:',
      fault: "additional properties 'valuez' not allowed",
    },
    {
      mistake: 'a range of versions',
      file: `${infrastructure}/ingress/base/traefik.yaml`,
      from: 'version: 41.3.0',
      to: 'version: 41.x',
      fault: 'HelmRelease traefik: version 41.x is not one version',
    },
    {
      mistake: 'a release that needs a person after a failure',
      file: `${infrastructure}/releases/kustomization.yaml`,
      from: 'name: RetryOnFailure',
      to: 'name: RemediateOnFailure',
      fault: 'install is not RetryOnFailure',
    },
    {
      mistake: 'a release that waits for one that is not there',
      file: `${infrastructure}/ingress/base/cert-manager.yaml`,
      from: 'namespace: traefik }',
      to: 'namespace: proxy }',
      fault: 'HelmRelease cert-manager: depends on traefik, which is not there',
    },
    {
      mistake: 'a namespace without a level of Pod Security',
      file: `${infrastructure}/ingress/base/traefik.yaml`,
      from: 'pod-security.kubernetes.io/enforce: restricted',
      to: 'name: traefik',
      fault: 'Namespace traefik: no level of Pod Security',
    },
    {
      mistake: 'a patch for a release that has another name',
      file: `${infrastructure}/admission/production/kustomization.yaml`,
      from: 'name: kyverno\n',
      to: 'name: kyvern\n',
      fault: 'no resource matches strategic merge patch',
    },
    {
      mistake: 'a file that no kustomization lists',
      file: `${infrastructure}/canaries/base/kustomization.yaml`,
      from: 'flagger.yaml, ',
      to: '',
      fault: 'does not list flagger.yaml',
    },
  ])('finds $mistake', async ({ file, from, to, fault }) => {
    copy.edit(file, from, to);
    expect(await failureOf(copy.make('lint-flux'))).toMatch(fault);
  });
});

// A chart that doesn't fit leaves the rest as it is, on a new cluster too.
it.each([
  { name: 'policies', waitsFor: ['admission'] },
  { name: 'configs', waitsFor: ['ingress', 'sealed-secrets'] },
])('$name waits for $waitsFor alone', ({ name, waitsFor }) => {
  const built = execFileSync('kubectl', ['kustomize', 'deploy/flux/clusters/production'], {
    encoding: 'utf8',
  });
  const dependencies = new Map(
    parseAllDocuments(built).map((document) => {
      const { metadata, spec } = document.toJS() as Kustomization;
      return [metadata.name, (spec.dependsOn ?? []).map((other) => other.name)];
    }),
  );
  const all = (of: string): string[] => dependencies.get(of)!.flatMap((other) => [other].concat(all(other)));
  expect(all(name)).toEqual(waitsFor);
});
