import { readFileSync } from 'node:fs';
import { blocksRunBy, Scratch } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The name that the project has now, whatever it was called when this was written. */
const { name: present } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string };
// From the guide: a name that is anywhere else in the project is refused.
const [example] = blocksRunBy('test/delivery/rename.spec.ts');
const [, verb, name] = /^make (.*NAME=(\S+).*)\n$/.exec(example!.commands)!;

let scratch: Scratch;
beforeEach(async () => {
  scratch = Scratch.ofAll();
  await scratch.commit();
});
afterEach(() => scratch.remove());

const filesWith = async (text: string) =>
  (await scratch.run('git', 'grep', '-liF', text)).output.split('\n').filter(Boolean);

describe('make rename', () => {
  it('leaves a project whose checks pass, and nothing of the old name but history', async () => {
    expect(await scratch.make(...verb!.split(' '))).toMatchObject({ status: 0 });

    expect(await filesWith(present)).toEqual(['CHANGELOG.md', 'LICENSE']);
    expect((await scratch.run('git', 'ls-files', `*${present}*`)).output).toBe('');
    expect(scratch.read(`deploy/charts/${name}/values.yaml`)).toContain(`ghcr.io/acme/${name}\n`);
    for (const command of [
      'npm run lint',
      'npm run typecheck',
      'npx vitest run --project unit libs/config apps/api test/contract',
      `make --old-file=node_modules lint-charts test-charts CHART=${name}`,
    ]) {
      const { status, output } = await scratch.run('bash', '-c', command);
      expect(status, `${command}\n${output}`).toBe(0);
    }
  });

  it('loses nothing: the way back leads to where it began', async () => {
    const [, owner] = /ghcr\.io\/([^/]+)/.exec(scratch.read(`deploy/charts/${present}/values.yaml`))!;
    // In two parts, and not the guide's, which would take its example for the name.
    await scratch.make('rename', `NAME=${['pear', 'dex'].join('-')}`, 'OWNER=pear');
    await scratch.commit();
    expect(await scratch.make('rename', `NAME=${present}`, `OWNER=${owner}`)).toMatchObject({ status: 0 });
    await scratch.commit();

    expect(await scratch.run('git', 'diff', '--stat', 'HEAD~2')).toMatchObject({ status: 0, output: '' });
  });

  it('says so when the project is called that already', async () => {
    const { status, output } = await scratch.make('rename', `NAME=${present}`);
    expect(output).toContain(`${present} already`);
    expect(status).toBe(0);
  });

  it.each([
    ['', 'give a name'],
    ['Berry', 'is no name'],
    ['1st', 'is no name'],
    ['a--b', 'is no name'],
    ['b-', 'is no name'],
    ['b'.repeat(33), 'is no name'],
    ['pokemon', 'is in'],
    [`my-${present}`, 'have one in the other'],
    [present.slice(1), 'have one in the other'],
  ])('refuses the name %j', async (refused, reason) => {
    const { status, output } = await scratch.make('rename', `NAME=${refused}`);
    expect(output).toContain(reason);
    expect(status).not.toBe(0);
    expect((await scratch.run('git', 'status', '--porcelain')).output).toBe('');
  });

  it('keeps the capitals of an account, but for the registry', async () => {
    expect(await scratch.make('rename', `NAME=${name}`, 'OWNER=AcMe')).toMatchObject({ status: 0 });
    expect(scratch.read(`deploy/charts/${name}/values.yaml`)).toContain(`ghcr.io/acme/${name}\n`);
    expect(scratch.read('.github/CODEOWNERS')).toContain('@AcMe/');
    expect((await scratch.run('git', 'grep', '-lF', 'ghcr.io/AcMe', '--', 'deploy')).output).toBe('');
    const policy = 'deploy/policies/verify-signatures/policy.yaml';
    expect(scratch.read(policy)).toContain(`https://github.com/AcMe/${name}/`);
    expect(scratch.read(policy)).toContain(`ghcr.io/acme/`);
  });

  it('refuses what is no account', async () => {
    const { status, output } = await scratch.make('rename', `NAME=${name}`, 'OWNER=ac_me');
    expect(output).toContain("'ac_me' is no account");
    expect(status).not.toBe(0);
  });

  it('refuses while there are changes that are not committed', async () => {
    scratch.edit('LICENSE', 'MIT', 'ISC');
    const { status, output } = await scratch.make('rename', `NAME=${name}`);
    expect(output).toContain('not committed');
    expect(status).not.toBe(0);
  });
});
