// Asks for the approval of a deployment to production in an issue, and decides whether it was given: docs/delivery.md.
//
//   approval.ts ready             before anybody is asked: fails if nobody may approve; prints `review=true` where the
//                                 environment production-approval has reviewers, else only comments count
//   approval.ts ask FILE          opens the issue with the changes in FILE and prints its number; closes the questions
//                                 before it, but those labelled `hold`
//   approval.ts check ISSUE       exits with 0 only if DIGEST and REVISION are what the issue asks for, and approved
//   approval.ts comment ISSUE     after a comment: starts the deployment if it is approved, or answers what is missing
//   approval.ts report ISSUE      tells the issue how the run with the results RESULTS ended
//
// APPROVERS: logins of who may approve, a variable of the repository. GH_TOKEN, GITHUB_*: as in a workflow.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { decide, type Decision, deploymentIn, mark, report, type Result } from './approval.rules.ts';

interface User {
  login: string;
  type: string;
}

interface Issue {
  number: number;
  state: string;
  body: string;
  user: User;
  labels: { name: string }[];
}

const ENVIRONMENT = 'production-approval';
const BOT = 'github-actions[bot]';
const LABEL = 'deployment';
const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_SERVER_URL, APPROVERS = '' } = process.env;
const approvers = APPROVERS.toLowerCase()
  .split(/[\s,]+/)
  .filter(Boolean);
const runUrl = (run: number | string) => `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${run}`;

const gh = (...words: string[]) => execFileSync('gh', words, { encoding: 'utf8', maxBuffer: 2 ** 26 });

function get<T>(path: string): T {
  return JSON.parse(gh('api', `repos/${GITHUB_REPOSITORY}/${path}`)) as T;
}

/** All pages of a list, as one. */
function list<T>(path: string): T[] {
  return (
    JSON.parse(gh('api', '--paginate', '--slurp', `repos/${GITHUB_REPOSITORY}/${path}`)) as T[][]
  ).flat();
}

function comment(issue: string, text: string): void {
  gh('issue', 'comment', issue, '--body', text);
}

function ready(): void {
  if (approvers.length === 0) {
    throw new Error('nobody may approve: set the variable APPROVERS (deploy/terraform/github)');
  }
  const { protection_rules: rules } = get<{ protection_rules: { type: string }[] }>(
    `environments/${ENVIRONMENT}`,
  );
  console.log(`review=${rules.some(({ type }) => type === 'required_reviewers')}`);
}

function cancel(run: number): void {
  try {
    gh('run', 'cancel', String(run));
  } catch {
    // It has ended.
  }
}

function ask(file: string): void {
  const { DIGEST: digest = '', REVISION: revision = '', IMAGE = '', REVIEW } = process.env;
  const changes = readFileSync(file, 'utf8');
  const base = /^\w+ runs ([0-9a-f]{12});/.exec(changes)?.[1] ?? null;
  for (const { number, body, labels } of list<Issue>(`issues?state=open&labels=${LABEL}`)) {
    if (labels.some(({ name }) => name === 'hold')) continue;
    const before = deploymentIn(body);
    if (before) cancel(before.run);
    gh(
      'issue',
      'close',
      String(number),
      '--reason',
      'not planned',
      '--comment',
      'A later commit took its place.',
    );
  }
  const ways =
    REVIEW === 'true' ? `[Review the deployment](${runUrl(GITHUB_RUN_ID!)}), or comment` : 'Comment';
  const text = [
    mark({ digest, revision, base, run: Number(GITHUB_RUN_ID) }),
    `**${ways} \`/approve\`.** Each commit needs the approval of somebody other than its author.`,
    `Image \`${IMAGE}@${digest}\`, revision \`${revision}\`: it runs in staging. The label \`hold\` keeps this open.`,
    changes,
  ].join('\n\n');
  const title = `Deploy ${revision.slice(0, 12)} to production`;
  const url = gh('issue', 'create', '--title', title, '--label', LABEL, '--body', text).trim();
  console.log(`issue=${url.split('/').at(-1)}`);
}

/** The authors of what production does not run yet; one more, unknown, where that can't be told or is cut. */
function authorsOf(base: string | null, revision: string): (string | null)[] {
  if (base === null) return [null];
  const { total_commits, commits } = get<{ total_commits: number; commits: { author: User | null }[] }>(
    `compare/${base}...${revision}`,
  );
  const authors = commits.map(({ author }) => author?.login ?? null);
  return total_commits > commits.length ? [...authors, null] : authors;
}

const mayPush = (login: string) =>
  ['admin', 'write'].includes(get<{ permission: string }>(`collaborators/${login}/permission`).permission);

function judge(issue: Issue): Decision & { digest: string; revision: string; run: number } {
  const asked = deploymentIn(issue.body);
  if (!asked || issue.user.login !== BOT) throw new Error(`issue ${issue.number} asks for no deployment`);
  if (issue.state !== 'open') return { ...asked, approved: false, reason: 'The issue is closed.' };
  const reviews = list<{ state: string; user: User; environments: { name: string }[] }>(
    `actions/runs/${asked.run}/approvals`,
  ).filter(({ environments }) => environments.some(({ name }) => name === ENVIRONMENT));
  const comments = list<{ body: string; user: User; created_at: string; updated_at: string }>(
    `issues/${issue.number}/comments`,
  ).filter(
    // One that was edited may be somebody else's words.
    ({ body, created_at, updated_at }) => /^\/approve\s*$/.test(body) && created_at === updated_at,
  );
  const approvals = [...reviews.filter(({ state }) => state === 'approved'), ...comments]
    .filter(({ user }) => user.type === 'User')
    .map(({ user }) => user.login.toLowerCase());
  const decision = decide({
    authors: authorsOf(asked.base, asked.revision),
    approvals: approvals.filter((login) => approvers.includes(login) && mayPush(login)),
    rejected: reviews.some(({ state }) => state === 'rejected'),
    approvers,
  });
  return { ...asked, ...decision };
}

const read = (issue: string) => get<Issue>(`issues/${issue}`);

function check(issue: string): void {
  const { approved, reason, digest, revision } = judge(read(issue));
  if (digest !== process.env['DIGEST'] || revision !== process.env['REVISION']) {
    throw new Error(`issue ${issue} asks for ${revision} as ${digest}, not for what is to be deployed`);
  }
  if (!approved) comment(issue, reason);
  if (!approved) throw new Error(reason);
  console.log(reason);
}

function answer(issue: string): void {
  const { approved, reason, digest, revision, run } = judge(read(issue));
  if (!approved) return comment(issue, reason);
  const fields = { digest, revision, issue };
  const words = Object.entries(fields).flatMap(([name, value]) => ['--field', `${name}=${value}`]);
  gh('workflow', 'run', 'production.yml', '--ref', 'main', ...words);
  cancel(run);
}

function end(issue: string): void {
  const needs = JSON.parse(process.env['RESULTS'] ?? '{}') as Record<string, { result: Result }>;
  const of = (job: string) => needs[job]?.result ?? 'skipped';
  const { close, text } = report({ review: of('review'), approved: of('approved'), deploy: of('deploy') });
  if (text === undefined) return;
  comment(issue, `${text}: ${runUrl(GITHUB_RUN_ID!)}`);
  if (close) gh('issue', 'close', issue, '--reason', close);
}

const commands: Record<string, (word: string) => void> = { ready, ask, check, comment: answer, report: end };
const [command = '', word = ''] = process.argv.slice(2);
try {
  commands[command]!(word);
} catch (error) {
  console.error(`approval: ${(error as Error).message}`);
  process.exitCode = 1;
}
