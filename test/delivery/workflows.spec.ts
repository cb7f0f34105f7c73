import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { useCopy } from './copy.fixture.js';

const scratch = useCopy('.github', 'deploy/scripts', 'deploy/tools.txt');

const pullRequest = '.github/workflows/pull-request.yml';
const staging = '.github/workflows/staging.yml';
const checkout = /actions\/checkout@[0-9a-f]{40} # v[\d.]+/;

describe('make lint-workflows', () => {
  it('passes the workflows as they are', async () => {
    expect(await scratch.make('lint-workflows')).toMatchObject({ status: 0 });
  });

  it.each<[mistake: string, file: string, from: string | RegExp, to: string, told: RegExp]>([
    ['an action by its tag', pullRequest, checkout, 'actions/checkout@v7', /unpinned action reference/],
    ['a commit without its version', pullRequest, / # v7\.0\.1/, '', /with its version as a comment/],
    [
      'an action of ours that uses one by its tag',
      '.github/actions/setup/action.yml',
      /cache@.*/,
      'cache@v5',
      /unpinned action/,
    ],
    ['no permissions at the top', pullRequest, 'permissions: {}\n', '', /excessive-permissions/],
    ['a permission at the top', pullRequest, '{}', '{ contents: read }', /no 'permissions: \{\}'/],
    [
      'a right to write without a reason',
      staging,
      'contents: read # to check out',
      'contents: write',
      /undocumented-permissions/,
    ],
    [
      'a right to read without a reason',
      pullRequest,
      'contents: read # to check out',
      'contents: read',
      /contents: read has no reason/,
    ],
    [
      'pull_request_target',
      pullRequest,
      '  pull_request:\n',
      '  pull_request_target:\n',
      /dangerous-triggers/,
    ],
    [
      'credentials that stay',
      pullRequest,
      '          persist-credentials: false\n',
      '          fetch-depth: 1\n',
      /artipacked/,
    ],
    [
      'an unknown key',
      pullRequest,
      'timeout-minutes: 20',
      'timeout-minute: 20',
      /unexpected key "timeout-minute"/,
    ],
    ['no time-out', pullRequest, '    timeout-minutes: 20\n', '', /job check has no timeout-minutes/],
    ['no concurrency', staging, /^concurrency:\n(?: .*\n)+/m, '', /concurrency-limits/],
    [
      'a title in a script',
      pullRequest,
      'run: make lint\n',
      'run: echo ${{ github.event.pull_request.title }}\n',
      /potentially untrusted/,
    ],
    [
      'a step without a name',
      pullRequest,
      'name: Lint\n        run:',
      'run:',
      /a step of job check has no name/,
    ],
    [
      'a check that nobody waits for',
      pullRequest,
      ', delivery]',
      ']',
      /job passed does not wait for delivery/,
    ],
    [
      'a secret for a scanner',
      '.github/workflows/scan.yml',
      'run: make scan-image',
      'run: make scan-image # ${{ secrets.KUBECONFIG }}',
      /must not reach a secret/,
    ],
  ])('finds %s', async (_mistake, file, from, to, told) => {
    scratch.edit(file, from, to);
    const { status, output } = await scratch.make('lint-workflows');
    expect(output).toMatch(told);
    expect(status).not.toBe(0);
  });
});

describe('the title of a pull request', () => {
  const { run } = (
    parse(readFileSync('.github/workflows/title.yml', 'utf8')) as {
      jobs: { title: { steps: { run: string }[] } };
    }
  ).jobs.title.steps[0]!;

  it.each([
    ['fix(counter): a number is not given twice', 0],
    ['feat!: a name may have spaces', 0],
    ['chore: release 1.2.3', 0],
    ['Fix the counter', 1],
    ['fix:no space', 1],
    ['feature(counter): words', 1],
    ['fix(counter): $(touch /tmp/x)', 0],
  ])('%j', async (title, status) => {
    const ended = await scratch.run('env', `TITLE=${title}`, 'bash', '-eo', 'pipefail', '-c', run);
    expect(ended.status).toBe(status);
  });
});
