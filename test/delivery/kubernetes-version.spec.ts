import { readFileSync } from 'node:fs';
import { Scratch } from '@app/testing';
import { describe, expect, it } from 'vitest';

const script = 'deploy/scripts/lint/kubernetes-version.sh';
const environments = 'deploy/terraform/environments';
const setting = /kubernetes_version *= "[^"]*"/;

const copy = () => new Scratch(environments, script);

describe('kubernetes-version.sh', () => {
  it('prints the oldest version, which manifests must suit', async () => {
    using project = copy();
    project.edit(`${environments}/staging/main.tf`, setting, 'kubernetes_version = "1.9.7-k3s1"');
    project.edit(`${environments}/production/main.tf`, setting, 'kubernetes_version = "1.10.0-k3s1"');

    expect(await project.run(script)).toMatchObject({ status: 0, output: '1.9.7\n' });
  });

  it('prints what the cluster for tests runs, but for the patch', async () => {
    using project = copy();
    const [, minor] = /kindest\/node:v(\d+\.\d+\.)/.exec(readFileSync('deploy/kind.yaml', 'utf8'))!;
    expect((await project.run(script)).output.startsWith(minor!)).toBe(true);
  });

  it('fails where it finds none, and tells where it looked for what', async () => {
    using project = copy();
    for (const each of ['staging', 'production'])
      project.edit(`${environments}/${each}/main.tf`, setting, 'kubernetes_version = var.version');

    const { status, line } = await project.run(script);
    expect(status).toBe(1);
    expect(line).toMatch(/environments\/\*\/main\.tf: no kubernetes_version = /);
  });
});
