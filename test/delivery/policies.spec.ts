import { describe, expect, it } from 'vitest';
import { failureOf, useCopy } from './copy.fixture.js';

describe('make test-policies', () => {
  const copy = useCopy('helmfile.yaml', 'environments', 'deploy');

  it('passes what is committed', async () => {
    expect(await copy.make('test-policies')).toMatchObject({ status: 0 });
  });

  it('finds a policy that admits what it should not', async () => {
    copy.edit(
      'deploy/policies/require-limits/policy.yaml',
      '!c.resources.?limits.?memory.hasValue()',
      'false',
    );
    expect(await failureOf(copy.make('test-policies'))).toMatch(
      /require-limits .*bad-limit .*Want fail, got pass/,
    );
  });

  it('finds a policy that refuses what it should admit', async () => {
    copy.edit(
      'deploy/policies/require-probes/policy.yaml',
      "orValue('Always') == 'Always'\n  variables",
      "orValue('Always') != ''\n  variables",
    );
    expect(await failureOf(copy.make('test-policies'))).toMatch(
      /require-probes .*exempt-job .*Want skip, got fail/,
    );
  });

  it('finds a policy that nobody applies', async () => {
    copy.edit('deploy/policies/kustomization.yaml', '  - disallow-root/policy.yaml\n', '');
    expect(await failureOf(copy.make('test-policies'))).toMatch('< disallow-root/policy.yaml');
  });

  it('finds policies that hold nowhere', async () => {
    copy.edit('deploy/policies/kustomization.yaml', 'minipokedex-staging', 'minipokedex-stage');
    expect(await failureOf(copy.make('test-policies'))).toMatch('no objects satisfied policy');
  });

  it('finds certificates that no pod could be started for', async () => {
    const gateway = 'deploy/flux/infrastructure/configs/base/gateway.yaml';
    copy.edit(gateway, 'namespace: traefik', 'namespace: minipokedex-staging');
    const { status, line } = await copy.make('test-policies');
    expect(line).toContain(
      'restrict-registries -> resource minipokedex-staging/Pod/cm-acme-http-solver failed',
    );
    expect(status).not.toBe(0);
  });

  it('finds what charts do wrong', async () => {
    const service = 'deploy/charts/minipokedex/templates/deployment.yaml';
    copy.edit(service, '{{- toYaml .Values.resources | nindent 12 }}', 'requests: { cpu: 1m }');
    copy.edit(
      service,
      `readinessProbe:
            httpGet: { path: /health/ready, port: http }
            {{- toYaml (merge (dict "periodSeconds" 1) .readiness) | nindent 12 }}`,
      '',
    );
    copy.edit('deploy/charts/mysql/values.yaml', 'runAsNonRoot: true', 'runAsNonRoot: false');
    copy.edit(
      'deploy/charts/memcached/values.yaml',
      'repository: memcached',
      'repository: bitnami/memcached',
    );
    copy.edit('deploy/charts/memcached/Chart.yaml', "appVersion: '1.6'", 'appVersion: latest');
    copy.write('deploy/charts/memcached/templates/networkpolicy.yaml', '');
    const { status, line } = await copy.make('test-policies');
    for (const fault of [
      'require-limits -> resource minipokedex-staging/Deployment/minipokedex failed',
      'require-probes -> resource minipokedex-staging/Deployment/minipokedex failed',
      'disallow-root -> resource minipokedex-staging/StatefulSet/mysql failed',
      'restrict-registries -> resource minipokedex-staging/Deployment/memcached failed',
      'disallow-latest -> resource minipokedex-staging/Deployment/memcached failed',
      'require-network-policy -> resource minipokedex-staging/Deployment/memcached failed',
    ]) {
      expect(line).toContain(fault);
    }
    expect(status).not.toBe(0);
  });
});
