import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useCopy } from '../copy.fixture.js';

const terraform = 'deploy/terraform';
const cluster = `${terraform}/modules/cluster`;

const project = useCopy(terraform, 'deploy/scripts/lint/terraform.sh');

const mistakes = [
  {
    name: 'the API server open to everybody, in the values of an environment',
    file: `${terraform}/environments/production/terraform.tfvars`,
    from: '203.0.113.0/24',
    to: '0.0.0.0/0',
    found: 'the API server is never open to the whole internet',
  },
  {
    name: 'the API server open to everybody, in the module',
    file: `${cluster}/network.tf`,
    from: '[ingress_rule.value]',
    to: 'local.internet',
    found: 'Port 6443 has a rule per name',
  },
  {
    name: 'another port open to everybody',
    file: `${cluster}/network.tf`,
    from: '{ http = "80", https = "443" }',
    to: '{ http = "80", https = "443", ssh = "22" }',
    found: 'Nothing but ports 80 and 443 is open to the internet',
  },
  {
    name: "Civo's default rules",
    file: `${cluster}/network.tf`,
    from: 'resource "civo_network" "this" {',
    to: 'resource "civo_firewall" "other" {\n  name = "other"\n}\n\nresource "civo_network" "this" {',
    found: 'CKV2_CIVO_1',
  },
  {
    name: 'an attribute that the provider does not know',
    file: `${cluster}/main.tf`,
    from: 'kubernetes_version = ',
    to: 'kubernetes_versoin = ',
    found: 'An argument named "kubernetes_versoin" is not expected here',
  },
  {
    name: 'a cluster without a kubeconfig',
    file: `${cluster}/main.tf`,
    from: 'write_kubeconfig = true',
    to: 'write_kubeconfig = false',
    found: 'Civo leaves the kubeconfig empty',
  },
  {
    name: 'a state without encryption',
    file: `${terraform}/environments/staging/backend.tf`,
    from: '    encrypt      = true\n',
    to: '',
    found: 'the state must be remote, locked and encrypted',
  },
  {
    name: 'a state without a lock',
    file: `${terraform}/environments/production/backend.tf`,
    from: 'use_lockfile = true',
    to: 'use_lockfile = false',
    found: 'the state must be remote, locked and encrypted',
  },
  {
    name: 'a password in an output that is not sensitive',
    file: `${terraform}/environments/production/outputs.tf`,
    from: '  sensitive   = true\n  value = {',
    to: '  value = {',
    found: 'The key to the backups is sensitive',
  },
  {
    name: 'a chart in any version',
    file: `${terraform}/modules/flux/main.tf`,
    from: '"0.49.0"',
    to: '">= 0.49.0"',
    found: 'Neither the charts nor Flux float',
  },
  {
    name: 'a key in the code',
    file: `${terraform}/environments/backend.hcl`,
    from: 'region = "LON1"',
    // In two parts, so that nobody's scanner takes this file for the leak.
    to: `region = "LON1"\n\naccess_key = "${'AKIA'}${'Z7QK3MWX5RTVYB2N'}"`,
    found: 'CKV_SECRET_2',
  },
  {
    name: 'a file that is not formatted',
    file: `${cluster}/main.tf`,
    from: 'cni = ',
    to: 'cni   = ',
    found: '- cni = "cilium"',
  },
];

describe('make lint-terraform', () => {
  it('passes what is committed, and leaves the lock file of its reader alone', async () => {
    const lock = join(project.folder, terraform, 'environments/staging/.terraform.lock.hcl');
    await writeFile(lock, '# of another platform\n');

    expect(await project.make('lint-terraform')).toMatchObject({ status: 0 });
    expect(await readFile(lock, 'utf8')).toBe('# of another platform\n');
  });

  it.each(mistakes)('finds $name', async ({ file, from, to, found }) => {
    project.edit(file, from, to);

    const { status, line } = await project.make('lint-terraform');
    expect(line).toContain(found);
    expect(status).not.toBe(0);
  });
});
