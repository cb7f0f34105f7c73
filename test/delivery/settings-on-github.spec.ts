import { globSync, readFileSync } from 'node:fs';
import { Scratch } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const row = /^\| `([a-z-]+)` +\| (variable|secret) +\| `([A-Z_]+)`/gm;
const optional = new Set(['CERTIFICATE_AUTHORITY', 'DEPLOY_RUNNER', 'STATE_ROLE', 'STATE_REGION']);

interface Job {
  environment?: string | { name: string };
  strategy?: { matrix?: { environment?: string[] } };
}

/** Which variables and secrets the workflows read, as "environment kind name". */
function used(): string[] {
  const jobs = globSync('.github/workflows/*').flatMap((file) =>
    Object.values((parse(readFileSync(file, 'utf8')) as { jobs: Record<string, Job> }).jobs),
  );
  return jobs.flatMap((job) => {
    const name =
      (typeof job.environment === 'string' ? job.environment : job.environment?.name) ?? 'repository';
    const environments = (job.strategy?.matrix?.environment ?? ['']).map((each) =>
      name.replace('${{ matrix.environment }}', each),
    );
    const read = [...JSON.stringify(job).matchAll(/(vars|secrets)\.([A-Z_]+)/g)].filter(
      ([, , key]) => !optional.has(key!),
    );
    return environments.flatMap((environment) =>
      read.map(([, kind, key]) => `${environment} ${kind === 'vars' ? 'variable' : 'secret'} ${key}`),
    );
  });
}

describe('the table in docs/delivery.md', () => {
  it('has what the workflows read, and nothing else', () => {
    const rows = [...readFileSync('docs/delivery.md', 'utf8').matchAll(row)].map((cells) =>
      cells.slice(1).join(' '),
    );
    expect(rows.toSorted()).toEqual([...new Set(used())].toSorted());
  });

  it('is followed by what may be left out', () => {
    const items = [...readFileSync('docs/delivery.md', 'utf8').matchAll(/^- (.+), (?:a )?variables? of/gm)];
    const names = items.flatMap(([, list]) => [...list!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name));
    expect(names.toSorted()).toEqual([...optional].toSorted());
  });
});

describe('make check-delivery', () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = new Scratch('.github', 'docs/delivery.md', '.release-please-manifest.json');
  });
  afterEach(() => scratch.remove());

  /** A GitHub with all that the document asks for, less what `lacks` matches. */
  const gitHub = (lacks = 'nothing') =>
    scratch.command(
      'gh',
      `{
        case "$*" in
          'repo view'*) echo minipokedex/minipokedex ;;
          *' --env staging-plan'*) [ "$1" = variable ] || printf '%s\\n' CIVO_TOKEN STATE_ACCESS_KEY STATE_SECRET_KEY AWS_SSE_CUSTOMER_KEY ;;
          'variable list'* | 'secret list'*) printf '%s\\n' URL KUBECONFIG CIVO_TOKEN STATE_ACCESS_KEY STATE_SECRET_KEY AWS_SSE_CUSTOMER_KEY ;;
          *'/environments --jq'*) printf '%s\\n' {staging,production}{,-diff,-plan} ;;
          *protection_rules*) printf '%s\\n' required_reviewers prevent_self_review branch_policy ;;
          *permissions/workflow*) echo true ;;
        esac
      } | grep -vx '${lacks}' || true`,
    );

  it('finds nothing missing where all is there', async () => {
    gitHub();
    const { status, output } = await scratch.make('check-delivery');
    expect({ status, output }).toEqual({
      status: 0,
      output: 'check-delivery: all is there in minipokedex/minipokedex\n',
    });
  });

  it.each([
    ['production-plan', 'missing: environment production-plan'],
    ['KUBECONFIG', 'missing: secret KUBECONFIG of staging-diff'],
    ['AWS_SSE_CUSTOMER_KEY', 'missing: secret AWS_SSE_CUSTOMER_KEY of staging-plan'],
    ['URL', 'missing: variable URL of production'],
    ['required_reviewers', 'missing: reviewers of production'],
    ['prevent_self_review', 'missing: prevention of self-review in production'],
    ['branch_policy', 'missing: branch rule of staging'],
    ['true', 'missing: the right of workflows to open pull requests'],
  ])('tells that %s is missing', async (lacks, told) => {
    gitHub(lacks);
    const { status, output } = await scratch.make('check-delivery');
    expect(output).toContain(told);
    expect(status).not.toBe(0);
  });

  it('asks for no key of the state where there is a role', async () => {
    scratch.command(
      'gh',
      `case "$*" in
      *'/environments --jq'*) echo staging-plan ;;
      'variable list'*) echo STATE_ROLE ;;
      'secret list'*) printf '%s\\n' CIVO_TOKEN AWS_SSE_CUSTOMER_KEY ;;
    esac`,
    );
    expect((await scratch.make('check-delivery')).output).not.toMatch(/of staging-plan/);
  });

  it('says what to do without gh', async () => {
    scratch.command('gh', 'exit 1');
    expect((await scratch.make('check-delivery')).output).toContain('gh auth login');
  });

  it('explains itself', async () => {
    expect(await scratch.run('.github/scripts/check-delivery.sh', '--help')).toMatchObject({
      status: 0,
      output: expect.stringContaining('make check-delivery') as string,
    });
  });
});
