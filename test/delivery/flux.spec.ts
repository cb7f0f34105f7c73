import { describe, expect, it } from 'vitest';
import { failureOf, useCopy } from './copy.fixture.js';

const controllers = 'deploy/flux/infrastructure/controllers';

describe('make lint-flux', () => {
  const copy = useCopy('deploy/flux', 'deploy/policies', 'deploy/scripts', 'deploy/terraform');

  it('passes what is committed', async () => {
    expect(await copy.make('lint-flux')).toMatchObject({ status: 0 });
  });

  it.each([
    {
      mistake: 'configs that do not wait for the controllers',
      file: 'deploy/flux/clusters/base/configs.yaml',
      from: 'dependsOn: [{ name: controllers }]',
      to: '',
      fault: 'Kustomization configs: has a ClusterIssuer, whose kind a controller brings, but no dependsOn',
    },
    {
      mistake: 'a Kustomization that depends on what is not there',
      file: 'deploy/flux/clusters/base/policies.yaml',
      from: 'name: controllers',
      to: 'name: controller',
      fault: 'Kustomization policies: depends on controller, which is not there',
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
      file: 'deploy/flux/clusters/base/controllers.yaml',
      from: 'prune: true',
      to: 'prune: false',
      fault: 'Kustomization controllers: prune is not true',
    },
    {
      mistake: 'a field that a HelmRelease does not have',
      file: `${controllers}/base/traefik.yaml`,
      from: '  values:',
      to: '  valuez: {}\n  values:',
      fault: "additional properties 'valuez' not allowed",
    },
    {
      mistake: 'a range of versions',
      file: `${controllers}/base/traefik.yaml`,
      from: 'version: 41.3.0',
      to: 'version: 41.x',
      fault: 'HelmRelease traefik: version 41.x is not one version',
    },
    {
      mistake: 'a release that needs a person after a failure',
      file: 'deploy/flux/infrastructure/releases/kustomization.yaml',
      from: 'name: RetryOnFailure',
      to: 'name: RemediateOnFailure',
      fault: 'install is not RetryOnFailure',
    },
    {
      mistake: 'a release that waits for one that is not there',
      file: `${controllers}/base/flagger.yaml`,
      from: 'namespace: monitoring }',
      to: 'namespace: metrics }',
      fault: 'HelmRelease flagger: depends on kube-prometheus-stack, which is not there',
    },
    {
      mistake: 'a namespace without a level of Pod Security',
      file: `${controllers}/base/traefik.yaml`,
      from: 'pod-security.kubernetes.io/enforce: restricted',
      to: 'name: traefik',
      fault: 'Namespace traefik: no level of Pod Security',
    },
    {
      mistake: 'a patch for a release that has another name',
      file: `${controllers}/production/kustomization.yaml`,
      from: 'name: kyverno\n',
      to: 'name: kyvern\n',
      fault: 'no resource matches strategic merge patch',
    },
    {
      mistake: 'a file that no kustomization lists',
      file: `${controllers}/base/kustomization.yaml`,
      from: '  - flagger.yaml\n',
      to: '',
      fault: 'does not list flagger.yaml',
    },
  ])('finds $mistake', async ({ file, from, to, fault }) => {
    copy.edit(file, from, to);
    expect(await failureOf(copy.make('lint-flux'))).toMatch(fault);
  });
});
