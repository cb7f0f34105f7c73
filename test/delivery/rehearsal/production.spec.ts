import { describe, expect, it } from 'vitest';
import { mark } from '../../../.github/scripts/approval.rules.js';
import { WorkflowRehearsal } from './workflow.rehearsal.js';

const DIGEST = 'sha256:aaaa';
const variables = { APPROVERS: 'bob cy', URL: 'https://dex.example.org' };
const user = (login: string) => ({ login, type: 'User' });

function gitHub(
  revision: string,
  { reviewers = true, state = 'approved', by = 'bob', comments = [] as object[] } = {},
) {
  const body = mark({ digest: DIGEST, revision, base: 'cccccccccccc', run: 1 });
  const issue = { number: 9, state: 'open', body, user: { login: 'github-actions[bot]' }, labels: [] };
  const review = { state, user: user(by), environments: [{ name: 'production-approval' }] };
  return {
    '*environments/production-approval': {
      protection_rules: reviewers ? [{ type: 'required_reviewers' }] : [],
    },
    '*state=open*': [[]],
    '*issues/9': issue,
    '*issues/9/comments': [comments],
    '*/approvals': [reviewers ? [review] : []],
    '*compare*': { total_commits: 1, commits: [{ author: user('ann') }] },
    '*/permission': { permission: 'write' },
  };
}

describe('the workflow production', () => {
  it.each([
    ['deploys what somebody else reviewed', {}, true, /^gh issue close 9 --reason completed$/m],
    [
      'asks, and deploys nothing, where the environment has no reviewers',
      { reviewers: false },
      false,
      /^gh issue create/m,
    ],
    [
      'deploys nothing that was rejected',
      { state: 'rejected' },
      false,
      /^gh issue comment 9 --body Not deployed/m,
    ],
    [
      'deploys nothing that its author reviewed',
      { by: 'ann' },
      false,
      /^gh issue comment 9 --body Not deployed/m,
    ],
  ])('%s', async (_, given, deployed, told) => {
    using rehearsal = await WorkflowRehearsal.create();
    const { revision } = rehearsal;
    const { done } = await rehearsal.run('production', 'workflow_dispatch', {
      inputs: { digest: DIGEST, revision },
      variables,
      answers: gitHub(revision, given),
    });
    const calls = done.join('\n');
    expect(calls).toContain(`make verify-image IMAGE=ghcr.io/acme/dex@${DIGEST} REVISION=${revision}`);
    expect(calls).toMatch(told);
    expect(calls.includes('make deploy ENV=production')).toBe(deployed);
  });

  it('asks nobody where nobody may approve', async () => {
    using rehearsal = await WorkflowRehearsal.create();
    const { revision } = rehearsal;
    const { status, done } = await rehearsal.run('production', 'workflow_dispatch', {
      inputs: { digest: DIGEST, revision },
      answers: gitHub(revision),
    });
    expect(status).not.toBe(0);
    expect(done.join('\n')).not.toMatch(/issue create|make deploy/);
  });

  it('deploys what was approved in a comment, and says how it failed', async () => {
    using rehearsal = await WorkflowRehearsal.create();
    const { revision } = rehearsal;
    const comments = [{ body: '/approve', user: user('bob'), created_at: 1, updated_at: 1 }];
    const answers = gitHub(revision, { reviewers: false, comments });
    const event = {
      action: 'created',
      issue: { number: 9, labels: [{ name: 'deployment' }] },
      comment: { body: '/approve' },
    };

    const commented = await rehearsal.run('approve', 'issue_comment', { event, variables, answers });
    const inputs = { digest: DIGEST, revision, issue: '9' };
    const fields = Object.entries(inputs).map(([name, value]) => `--field ${name}=${value}`);
    expect(commented.done).toContain(`gh workflow run production.yml --ref main ${fields.join(' ')}`);

    const { status, done } = await rehearsal.run('production', 'workflow_dispatch', {
      inputs,
      variables,
      answers,
      fails: 'make\\ deploy*',
    });
    expect(status).not.toBe(0);
    expect(done.join('\n')).toMatch(
      /^make deploy ENV=production[^]*^gh issue comment 9 --body Failed, and rolled back/m,
    );
    expect(done.join('\n')).not.toMatch(/issue (create|close)/);
  });

  it('takes no comment of a pull request', async () => {
    using rehearsal = await WorkflowRehearsal.create();
    const issue = { number: 9, labels: [{ name: 'deployment' }], pull_request: {} };
    const { done } = await rehearsal.run('approve', 'issue_comment', {
      event: { issue, comment: { body: '/approve' } },
    });
    expect(done).toEqual([]);
  });
});
