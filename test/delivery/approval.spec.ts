import { describe, expect, it } from 'vitest';
import { decide, deploymentIn, mark, report, type Result } from '../../.github/scripts/approval.rules.js';
import { useCopy } from './copy.fixture.js';

const DIGEST = 'sha256:aaaa';
const REVISION = 'b'.repeat(40);
const asked = { digest: DIGEST, revision: REVISION, base: 'c'.repeat(12), run: 7 };

describe('an approval', () => {
  const approvers = ['Ann', 'bob', 'cy'];
  it.each<[told: string, authors: (string | null)[], approvals: string[], approved: boolean]>([
    ['is missing', ['ann'], [], false],
    ['comes from somebody else than the author', ['ann'], ['bob'], true],
    ['does not come from the author', ['ann'], ['ann'], false],
    ['does not come from the author in other letters', ['ANN'], ['ann'], false],
    ['of two who wrote a commit each comes from both', ['ann', 'bob'], ['bob', 'ann'], true],
    ['of two who wrote a commit each does not come from one', ['ann', 'bob'], ['bob'], false],
    ['comes from a third', ['ann', 'bob'], ['cy'], true],
    ['does not come from a stranger', ['ann'], ['eve'], false],
    ['of a commit of nobody known comes from two', [null, 'ann'], ['bob', 'cy'], true],
    ['of a commit of nobody known does not come from one twice', [null], ['bob', 'BOB'], false],
    ['of a way back, which brings no commit, comes from anybody who may', [], ['ann'], true],
  ])('%s', (_, authors, approvals, approved) => {
    expect(decide({ authors, approvals, rejected: false, approvers }).approved).toBe(approved);
  });

  it('counts for nothing once somebody rejected the run, or where nobody may approve', () => {
    const question = { authors: ['ann'], approvals: ['bob'] };
    expect(decide({ ...question, rejected: true, approvers }).approved).toBe(false);
    expect(decide({ ...question, rejected: false, approvers: [] }).approved).toBe(false);
  });
});

it('an issue holds what it asks for', () => {
  expect(deploymentIn(`A text.\n\n${mark(asked)}\n\nAnd another.`)).toEqual(asked);
  expect(deploymentIn('A text.')).toBeUndefined();
});

it.each<
  [review: Result, approved: Result, deploy: Result, close: string | undefined, text: string | undefined]
>([
  ['success', 'success', 'success', 'completed', 'Deployed'],
  ['skipped', 'success', 'success', 'completed', 'Deployed'],
  ['success', 'success', 'failure', undefined, 'Failed, and rolled back'],
  ['success', 'success', 'cancelled', undefined, 'Cut off during the deployment, somebody has to look'],
  ['failure', 'skipped', 'skipped', 'not planned', 'Rejected'],
  ['success', 'failure', 'skipped', undefined, 'Not deployed'],
  ['skipped', 'skipped', 'skipped', undefined, undefined],
  ['cancelled', 'cancelled', 'cancelled', undefined, undefined],
])('review %s, approval %s and deployment %s are reported', (review, approved, deploy, close, text) => {
  const said = report({ review, approved, deploy });
  expect([said.close, said.text]).toEqual([close, text]);
});

const said = (login: string, body: string, edited = false) => ({
  body,
  user: { login, type: 'User' },
  created_at: 1,
  updated_at: edited ? 2 : 1,
});

const reviewed = (login: string, state: string) => ({
  state,
  user: { login, type: 'User' },
  environments: [{ name: 'production-approval' }],
});

describe('approval.ts', () => {
  const scratch = useCopy('.github/scripts');

  /** Runs a command on a GitHub with an open question; `done` are the calls that changed something. */
  async function run(
    words: string[],
    given: {
      comments?: object[];
      reviews?: object[];
      issue?: object;
      rules?: string[];
      approvers?: string;
    } = {},
  ) {
    const issue = {
      number: 5,
      state: 'open',
      body: mark(asked),
      user: { login: 'github-actions[bot]' },
      labels: [],
      ...given.issue,
    };
    const answers: Record<string, unknown> = {
      'environments/production-approval': { protection_rules: (given.rules ?? []).map((type) => ({ type })) },
      'issues?state=open&labels=deployment': [[issue]],
      'issues/5': issue,
      'issues/5/comments': [given.comments ?? []],
      'actions/runs/7/approvals': [given.reviews ?? []],
      [`compare/${asked.base}...${REVISION}`]: { total_commits: 1, commits: [{ author: { login: 'ann' } }] },
      'collaborators/bob/permission': { permission: 'write' },
      'collaborators/cy/permission': { permission: 'read' },
    };
    for (const [path, answer] of Object.entries(answers)) {
      scratch.write(encodeURIComponent(path), JSON.stringify(answer));
    }
    scratch.write('done', '');
    const encode = `node -p 'encodeURIComponent(process.argv[1].replace("repos/a/b/", ""))' "\${!#}"`;
    scratch.command(
      'gh',
      `[ "$1" = api ] || { echo "$*" >>done; echo https://github.com/a/b/issues/9; exit; }\ncat "$(${encode})"`,
    );
    const env = {
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_RUN_ID: '8',
      GITHUB_SERVER_URL: 'https://github.com',
      IMAGE: 'ghcr.io/a/b',
      APPROVERS: given.approvers ?? 'Bob cy',
      DIGEST,
      REVISION,
    };
    const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const ended = await scratch.run('env', ...pairs, 'node', '.github/scripts/approval.ts', ...words);
    return { ...ended, done: scratch.read('done').split('\n').filter(Boolean) };
  }

  const approve = [said('bob', '/approve\n')];
  const start = 'workflow run production.yml --ref main ';
  it('asks nobody where nobody may approve', async () => {
    expect(await run(['ready'], { approvers: '' })).toMatchObject({ status: 1, done: [] });
  });

  it('offers a review only where the environment has reviewers', async () => {
    expect((await run(['ready'])).output).toBe('review=false\n');
    expect((await run(['ready'], { rules: ['branch_policy', 'required_reviewers'] })).output).toBe(
      'review=true\n',
    );
  });

  it('opens an issue in the place of the one before', async () => {
    scratch.write('changes.md', `production runs ${asked.base}; this is bbb.`);
    const { output, done } = await run(['ask', 'changes.md']);
    expect(output).toBe('issue=9\n');
    expect(done.slice(0, 2)).toEqual(['run cancel 7', expect.stringMatching(/^issue close 5 /)]);
    expect(done.join('\n')).toContain(mark({ ...asked, run: 8 }));
  });

  it('leaves one alone that is held', async () => {
    scratch.write('changes.md', 'What production runs now is unknown');
    const { done } = await run(['ask', 'changes.md'], { issue: { labels: [{ name: 'hold' }] } });
    expect(done.join('\n')).not.toMatch(/close|cancel/);
    expect(done.join('\n')).toContain('"base":null');
  });

  it('starts the deployment after the comment of who may, and ends the run that waits', async () => {
    expect((await run(['comment', '5'], { comments: approve })).done).toEqual([
      `${start}--field digest=${DIGEST} --field revision=${REVISION} --field issue=5`,
      'run cancel 7',
    ]);
  });

  it.each<[string, object[], object?]>([
    ['of the author', [said('ann', '/approve')]],
    ['of a stranger', [said('eve', '/approve')]],
    ['of who may not push any more', [said('cy', '/approve')]],
    ['that was edited', [said('bob', '/approve', true)]],
    ['with other words', [said('bob', '/approve? No!')]],
    ['on a closed issue', approve, { state: 'closed' }],
  ])('answers a comment %s', async (_, comments, issue = {}) => {
    const { done } = await run(['comment', '5'], { comments, issue });
    expect(done).toEqual([expect.stringMatching(/^issue comment 5 /)]);
  });

  it('finds no deployment in an issue that a person opened', async () => {
    const issue = { user: { login: 'bob' } };
    expect(await run(['comment', '5'], { comments: approve, issue })).toMatchObject({ status: 1, done: [] });
  });

  it('lets pass what was reviewed by somebody else, or commented', async () => {
    expect(await run(['check', '5'], { reviews: [reviewed('Bob', 'approved')] })).toMatchObject({
      status: 0,
    });
    expect(await run(['check', '5'], { comments: approve })).toMatchObject({ status: 0, done: [] });
  });

  it.each([
    ['nobody approved', {}],
    ['the author reviewed', { reviews: [reviewed('ann', 'approved')], approvers: 'ann bob' }],
    ['somebody rejected', { reviews: [reviewed('cy', 'rejected')], comments: approve }],
    [
      'another digest was asked for',
      { comments: approve, issue: { body: mark({ ...asked, digest: 'other' }) } },
    ],
  ])('stops where %s', async (_, given) => {
    expect(await run(['check', '5'], given)).toMatchObject({ status: 1 });
  });
});
