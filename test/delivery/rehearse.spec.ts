import { describe, expect, it } from 'vitest';
import { failureOf, useCopy } from './copy.fixture.js';

const workflow = '.github/workflows/pull-request.yml';

const scratch = useCopy('.github');

describe('make rehearse', () => {
  it('runs what the workflow has, and leaves out the rest when it is asked for a part', async () => {
    scratch.edit(workflow, 'run: make lint\n', 'run: echo "as in the file"\n');
    scratch.edit(workflow, 'run: make lint-charts\n', 'run: echo "the charts too"\n');
    const { status, output } = await scratch.make('rehearse', 'STEPS=lint the charts');
    expect(output).toContain('the charts too\n');
    expect(output).not.toContain('as in the file');
    expect(output).toMatch(/passed +charts \/ Lint the charts/);
    expect(status).toBe(0);
  });

  it('sums up the tests of all suites, and counts a step without tests as one', async () => {
    scratch.edit(workflow, 'run: make lint\n', 'run: echo "linted"\n');
    scratch.edit(workflow, 'run: make lint-docs\n', 'run: echo "read"\n');
    scratch.edit(workflow, 'run: make typecheck\n', 'run: echo "      Tests  20 passed (20)"\n');
    scratch.edit(workflow, 'run: make test\n', 'run: echo " Tests  2 failed | 5 passed (7)"; exit 1\n');
    scratch.edit(workflow, 'run: make test-charts\n', 'run: \'echo "Tests: 7 passed, 7 total"\'\n');
    expect(await failureOf(scratch.make('rehearse', 'STEPS=check /,tests of the charts'))).toMatch(
      /^34 passed, 2 failed$/m,
    );
  });

  it('fails when a step fails, be it in the middle of a pipe', async () => {
    scratch.edit(workflow, 'run: make lint\n', 'run: false | cat\n');
    expect(await failureOf(scratch.make('rehearse', 'STEPS=check / lint'))).toMatch(/FAILED +check \/ Lint/);
  });

  it('fails when no step is named so', async () => {
    expect((await scratch.make('rehearse', 'STEPS=no such step')).status).not.toBe(0);
  });

  it('tells which steps it skips, and why', async () => {
    const { status, output } = await scratch.make('rehearse', 'LIST=1');
    expect(output).toMatch(/skipped +plan \/ Plan: needs the credentials/);
    expect(output).toMatch(/listed +cluster \/ Make a cluster/);
    expect(status).toBe(0);
  });

  it('skips what it is told to', async () => {
    const { output } = await scratch.make(
      'rehearse',
      'LIST=1',
      'SKIP=Make a cluster, Install its controllers',
    );
    expect(output.match(/: named by --skip/g)).toHaveLength(2);
  });

  it('refuses to skip, when told to, what the workflow does not have', async () => {
    const { status, output } = await scratch.make('rehearse', 'LIST=1', 'SKIP=Make a cluster,No such step');
    expect(output).toMatch(/--skip names steps .* does not have: No such step;/);
    expect(status).not.toBe(0);
  });

  it('refuses to skip what the workflow does not have any more', async () => {
    scratch.edit(workflow, 'name: Plan\n', 'name: Terraform plan\n');
    expect((await scratch.make('rehearse', 'LIST=1')).output).toMatch(
      /rehearse.ts names steps .* does not have: Plan/,
    );
  });
});
