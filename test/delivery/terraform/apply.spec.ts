import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useCopy } from '../copy.fixture.js';
import { CivoApi } from './civo.api.js';

const terraform = 'deploy/terraform';

/** The label by which Kubernetes knows a node's zone. */
const ZONE = 'topology.kubernetes.io/zone';

/** The part that is Civo's; the rest of an environment is installed into the cluster that this makes. */
const CIVO = ['module.cluster', 'civo_object_store.backups', 'civo_object_store_credential.backups'];

const scratch = useCopy(terraform);
let civo: CivoApi;
beforeEach(async () => {
  civo = await CivoApi.start();
});
afterEach(() => civo.stop());

/** Terraform in an environment, whose state is a file here, with Civo's own provider. */
function terraformOf(environment: string) {
  const folder = `${terraform}/environments/${environment}`;
  scratch.write(`${folder}/backend_override.tf`, 'terraform {\n  backend "local" {}\n}\n');
  return (...words: string[]) =>
    scratch.run(
      'env',
      'CIVO_TOKEN=a-token',
      `CIVO_API_URL=${civo.url}`,
      'AWS_SSE_CUSTOMER_KEY=',
      'terraform',
      `-chdir=${folder}`,
      ...words,
      '-no-color',
    );
}

const targets = (environment: string) =>
  CIVO.slice(0, environment === 'production' ? 3 : 1).map((target) => `-target=${target}`);

describe.each(['staging', 'production'])('the cluster of %s', (environment) => {
  it('comes up as it is written, and a second plan is empty until somebody opens a port', async () => {
    const run = terraformOf(environment);
    await run('init', '-input=false');

    expect(await run('apply', '-auto-approve', ...targets(environment))).toMatchObject({
      status: 0,
      line: expect.stringContaining('Apply complete!') as string,
    });
    const production = environment === 'production' ? ['minipokedex-backups', 'minipokedex-backups'] : [];
    const name = `minipokedex-${environment}`;
    expect(civo.account.names).toEqual([...production, name, name, `${name}-nodes`]);
    const [cluster] = civo.account.clusters.values();
    expect(cluster!['applications']).toEqual(['metrics-server']);

    expect(await run('plan', '-detailed-exitcode', ...targets(environment))).toMatchObject({ status: 0 });

    const nodes = [...civo.account.firewalls.values()].find((each) => each['name'] === `${name}-nodes`)!;
    nodes.rules.find((rule) => rule['ports'] === '6443')!['cidr'] = ['0.0.0.0/0'];
    const { status, line } = await run('plan', '-detailed-exitcode', ...targets(environment));
    expect(status).toBe(2);
    expect(line).toMatch(/- ingress_rule \{ .* - "0\.0\.0\.0\/0", \] -> null/);
  });
});

describe('production', () => {
  const main = `${terraform}/environments/production/main.tf`;

  it('refuses to destroy the bucket of the backups and a managed MySQL, and has the address of that', async () => {
    const managed = 'database = { size = "g3.db.medium", nodes = 2, version = "8.0" }';
    scratch.edit(main, 'nodes              =', `${managed}\n  nodes =`);
    const run = terraformOf('production');
    await run('init', '-input=false');
    expect(await run('apply', '-auto-approve', ...targets('production'))).toMatchObject({ status: 0 });

    expect(civo.account.names).toContain('minipokedex-production-mysql');
    const { output } = await run('output', '-json', 'database');
    expect(output).toContain('"host":"10.20.0.7"');
    const backups = JSON.parse((await run('output', '-json', 'backups')).output) as object;
    expect(Object.keys(backups)).toEqual(['access_key', 'bucket', 'secret_key']);
    expect(await run('plan', '-detailed-exitcode', ...targets('production'))).toMatchObject({ status: 0 });

    const { status, line } = await run('destroy', '-auto-approve', ...targets('production'));
    expect(status).not.toBe(0);
    expect(line).toContain('civo_object_store.backups has lifecycle.prevent_destroy set');
    expect(line).toContain('civo_database.mysql[0] has lifecycle.prevent_destroy set');
    expect(civo.account.names).toContain('minipokedex-backups');
  });
});

it('a zone more is a pool more', async () => {
  const main = `${terraform}/environments/staging/main.tf`;
  scratch.edit(main, 'nodes              =', 'zones = ["a", "b", "c"]\n  nodes =');
  const run = terraformOf('staging');
  await run('init', '-input=false');
  expect(await run('apply', '-auto-approve', ...targets('staging'))).toMatchObject({ status: 0 });
  const [cluster] = civo.account.clusters.values();
  const zones = cluster!.pools.map(({ labels }) => (labels as Record<string, string>)[ZONE]);
  // The provider makes two at the same time.
  expect(zones.toSorted()).toEqual(['a', 'b', 'c']);
  expect(await run('plan', '-detailed-exitcode', ...targets('staging'))).toMatchObject({ status: 0 });
});

it('staging is destroyed whole', async () => {
  const run = terraformOf('staging');
  await run('init', '-input=false');
  await run('apply', '-auto-approve', ...targets('staging'));
  expect(await run('destroy', '-auto-approve', ...targets('staging'))).toMatchObject({ status: 0 });
  expect(civo.account.names).toEqual([]);
});

it('an application that Civo does not know is refused', async () => {
  scratch.edit(`${terraform}/modules/cluster/main.tf`, '-traefik2-nodeport', '-Traefik-v2-nodeport');
  const run = terraformOf('staging');
  await run('init', '-input=false');
  const { status, line } = await run('apply', '-auto-approve', ...targets('staging'));
  expect(status).not.toBe(0);
  expect(line).toContain('the app that tries to install is not valid');
});
