import { beforeEach, describe, expect, it } from 'vitest';
import { differences } from '../../deploy/scripts/operate/live.js';
import { useCopy } from './copy.fixture.js';

const scratch = useCopy('deploy/scripts');

/** A Terraform that plans so. */
const terraform = (status: number, text: string) =>
  scratch.command('terraform', `[[ $* == *' init '* ]] || { echo '${text}'; exit ${status}; }`);

/** A helmfile that tells so, and at which commit. */
const helmfile = (status: number) =>
  scratch.command('helmfile', `echo "- 3 at $(git log -1 --format=%s)"; exit ${status}`);

const drift = () => scratch.make('drift-releases', 'ENV=staging', 'URL=http://service', 'OUT=out.md');

describe('Terraform', () => {
  const root = 'deploy/terraform/environments/staging';

  beforeEach(() => scratch.run('mkdir', '-p', root));

  it('is no drift when nothing would change', async () => {
    terraform(
      0,
      'module.cluster: Refreshing state...\nNo changes. Your infrastructure matches the configuration.',
    );
    expect(await scratch.make('drift-platform', 'ENV=staging', 'OUT=out.md')).toMatchObject({ status: 0 });
    expect(scratch.read('out.md')).toBe('');
    expect(await scratch.make('plan', 'ENV=staging', 'OUT=out.md')).toMatchObject({ status: 0 });
    expect(scratch.read('out.md')).toMatch(/^### Terraform, staging: No changes/);
  });

  it('is drift when something would, and tells what without how it was read', async () => {
    terraform(
      2,
      'key: Refreshing state...\nTerraform used the selected providers\n+ a pool\nPlan: 1 to add, 0 to change',
    );
    expect(await scratch.make('drift-platform', 'ENV=staging', 'OUT=out.md')).toMatchObject({ status: 0 });
    expect(scratch.read('out.md')).toMatch(/^### Terraform, staging: Plan: 1 to add[^]*\+ a pool/);
    expect(scratch.read('out.md')).not.toContain('Refreshing');
  });

  it('hides what opens the database, which its provider does not mark as sensitive', async () => {
    terraform(
      2,
      [
        'Terraform used the selected providers',
        '  - resource "civo_database" "mysql" {',
        '      - name     = "mysql"',
        '      - password = "hunter2" -> null',
        '      ~ username = "administrator" -> (known after apply)',
        'Plan: 0 to add, 0 to change, 1 to destroy.',
      ].join('\n'),
    );
    expect(await scratch.make('plan', 'ENV=staging', 'OUT=out.md')).toMatchObject({ status: 0 });
    expect(scratch.read('out.md')).toContain('- password = (hidden)\n      ~ username = (hidden)\n');
    expect(scratch.read('out.md')).toContain('name     = "mysql"');
    expect(scratch.read('out.md')).not.toMatch(/hunter2|administrator/);
  });

  it('takes the providers of the lock file only, and tells where there is none', async () => {
    scratch.command('terraform', `echo "$*" >>calls`);
    const without = await scratch.make('plan', 'ENV=staging', 'OUT=out.md');
    expect(without.output).toContain('has no .terraform.lock.hcl');
    expect(scratch.read('calls')).not.toContain('-lockfile');
    scratch.write(`${root}/.terraform.lock.hcl`, '');
    const { output } = await scratch.make('plan', 'ENV=staging', 'OUT=out.md');
    expect(output).not.toContain('has no .terraform.lock.hcl');
    expect(scratch.read('calls')).toMatch(/ init -lockfile=readonly /);
  });

  it('fails when Terraform does', async () => {
    terraform(1, 'Error: no credentials');
    expect((await scratch.make('drift-platform', 'ENV=staging', 'OUT=out.md')).status).not.toBe(0);
  });
});

describe('releases', () => {
  beforeEach(async () => {
    await scratch.run(
      'git',
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'deployed',
    );
    scratch.command('curl', `git rev-parse HEAD | jq --raw-input '{ revision: . }'`);
    scratch.command('helm', '');
  });

  it('have not drifted when helmfile finds no difference', async () => {
    helmfile(0);
    expect(await drift()).toMatchObject({ status: 0 });
    expect(scratch.read('out.md')).toBe('');
  });

  it('have when it does, at the commit that was deployed', async () => {
    helmfile(2);
    expect(await drift()).toMatchObject({ status: 0 });
    expect(scratch.read('out.md')).toContain('### Releases, staging');
    expect(scratch.read('out.md')).toContain('3 at deployed');
  });

  it('have when an object is not what was applied', async () => {
    helmfile(0);
    scratch.command('helm', `[ "$3" = list ] && echo redis || echo kind: Service`);
    const service = JSON.stringify({ kind: 'Service', metadata: { name: 'redis' } });
    scratch.command('kubectl', `[ "$3" != create ] || echo '${service}'`);
    expect(await drift()).toMatchObject({ status: 0 });
    expect(scratch.read('out.md')).toContain('Changed since it was applied:\nService/redis is missing');
  });

  it('fail when helmfile does, and leave no work tree behind', async () => {
    helmfile(1);
    expect((await drift()).status).not.toBe(0);
    expect((await scratch.run('git', 'worktree', 'list')).output.trim().split('\n')).toHaveLength(1);
  });
});

describe('an object in the cluster', () => {
  it.each([
    [{ a: 1 }, { a: 2 }, ['.a: 2 instead of 1']],
    [{ a: [1, 2] }, { a: [1] }, ['.a: [1] instead of [1,2]']],
    [{ a: 1 }, {}, ['.a: nothing instead of 1']],
    [{ data: { a: 'b' } }, { data: { a: 'b', c: 'd' } }, ['.data.c: "d" instead of nothing']],
  ])('%j has changed as %j', (applied, live, lines) => {
    expect(differences(applied, live)).toEqual(lines);
  });

  it.each([
    ['fields that the cluster filled in', { a: 1 }, { a: 1, b: 2 }],
    ['what is empty left out', { a: '', b: {}, c: [], d: { e: null } }, {}],
    ['a quantity in another unit', { cpu: 1, memory: '1024Mi' }, { cpu: '1000m', memory: '1Gi' }],
  ])('is the same with %s', (_what, applied, live) => {
    expect(differences(applied, live)).toEqual([]);
  });
});
