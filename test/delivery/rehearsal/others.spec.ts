import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkflowRehearsal } from './workflow.rehearsal.js';

let rehearsal: WorkflowRehearsal;
beforeEach(async () => {
  rehearsal = await WorkflowRehearsal.create();
});
afterEach(() => rehearsal[Symbol.dispose]());

const pullRequestOf = (repository: string) => ({
  event: { pull_request: { number: 3, head: { repo: { full_name: repository } } } },
});

const variables = { URL: 'https://dex.example.org' };

describe('the workflow staging', () => {
  it('builds for both machines, signs what it joined, deploys that and proposes it', async () => {
    const { status, done } = await rehearsal.run('staging', 'push', { variables });
    expect(status).toBe(0);
    const image = 'ghcr.io/acme/dex';
    expect(done).toEqual(
      expect.arrayContaining([
        `make push-image IMAGE=${image} PLATFORM=linux/amd64`,
        `make push-image IMAGE=${image} PLATFORM=linux/arm64`,
        'sha256:amd64',
        'sha256:arm64',
        `make sign REFERENCE=${image}@sha256:joined`,
        `make attest-sbom REFERENCE=${image}@sha256:joined`,
        `attest ${image}@sha256:joined`,
        `make deploy ENV=staging URL=https://dex.example.org REVISION=${rehearsal.revision}`,
        expect.stringMatching(
          /^gh workflow run production.yml .*--field digest=sha256:joined --field revision=/,
        ),
      ]),
    );
  });

  it('proposes nothing that staging does not run', async () => {
    const { status, done } = await rehearsal.run('staging', 'push', { variables, fails: 'make\\ deploy*' });
    expect(status).not.toBe(0);
    expect(done.join('\n')).not.toMatch(/gh workflow run/);
  });
});

describe('the workflow drift', () => {
  it('keeps an issue open for what differs, in every environment', async () => {
    const { status, done } = await rehearsal.run('drift', 'schedule', { variables, difference: '- a\n' });
    expect(status).toBe(0);
    for (const environment of ['staging', 'production', 'github']) {
      expect(done).toContain(`make drift-platform ENV=${environment} OUT=drift-platform-${environment}.md`);
    }
    expect(done.at(-1)).toBe(
      'gh issue create --title What runs is not what is written --label drift --body-file body.md',
    );
  });

  it('closes it when nothing does', async () => {
    const answers = { '*issue?list*': 7 };
    const { done } = await rehearsal.run('drift', 'schedule', { variables, answers });
    expect(done.at(-1)).toBe('gh issue close 7 --comment Nothing differs any more.');
  });

  it('says so where not all could be compared', async () => {
    const { done } = await rehearsal.run('drift', 'schedule', { variables, fails: '*drift-platform*' });
    expect(done.at(-1)).toMatch(/^gh issue create /);
  });
});

describe('the workflow release', () => {
  it('starts the checks of the pull request that it opened, and publishes nothing', async () => {
    const release = 'pr={"headBranchName":"release-please--branches--main"}\n';
    const { status, done } = await rehearsal.run('release', 'push', { release });
    expect(status).toBe(0);
    expect(done).toEqual(
      ['pull-request', 'title'].map(
        (name) => `gh workflow run ${name}.yml --repo Acme/Dex --ref release-please--branches--main`,
      ),
    );
  });

  it('publishes what it released', async () => {
    rehearsal.tag('v1.2.3');
    const { status, done } = await rehearsal.run('release', 'push', { release: 'tag_name=v1.2.3\n' });
    expect(status).toBe(0);
    expect(done).toEqual(
      expect.arrayContaining([
        'docker buildx imagetools create --tag ghcr.io/acme/dex:1.2.3 ghcr.io/acme/dex@sha256:joined',
        'make package-charts push-charts REGISTRY=ghcr.io/acme/charts',
        expect.stringMatching(/^gh release upload v1.2.3 .*\.json .*\.tgz --clobber$/),
      ]),
    );
  });
});

describe('the workflow pull-request', () => {
  it('plans a branch of this repository, and requires every check', async () => {
    const { status, done } = await rehearsal.run('pull-request', 'pull_request', pullRequestOf('Acme/Dex'));
    expect(status).toBe(0);
    expect(done).toContain('make plan ENV=production OUT=plan-production.md');
    expect(done).toContain('gh api repos/Acme/Dex/issues/3/comments --field body=@comment.md --silent');
  });

  it('plans nothing of a fork, and fails by one check that fails', async () => {
    const { status, output, done } = await rehearsal.run('pull-request', 'pull_request', {
      ...pullRequestOf('Other/Dex'),
      fails: '*test-policies*',
    });
    expect(done.join('\n')).not.toMatch(/make plan/);
    expect(output).toMatch(/All checks +\] .*Job failed/);
    expect(status).not.toBe(0);
  });
});

it('the workflow scan hands over what it found, though it fails by what is severe', async () => {
  const { status, done } = await rehearsal.run('scan', 'schedule', { fails: '*scan-image*' });
  expect(done).toContain('upload sarif/image.sarif');
  expect(status).not.toBe(0);
});

it('the workflow title takes every commit of a queue, and refuses a title without a type', async () => {
  expect(await rehearsal.run('title', 'merge_group')).toMatchObject({ status: 0 });
  const event = { pull_request: { number: 3, title: 'Mend the counter' } };
  expect((await rehearsal.run('title', 'pull_request', { event })).status).not.toBe(0);
});
