// Who may bring what to production: the decisions of approval.ts, which asks GitHub.

/** What an issue asks for. `base` is what production runs, null where that is unknown; `run` is the one that asks. */
export interface Deployment {
  digest: string;
  revision: string;
  base: string | null;
  run: number;
}

/** What GitHub knows of an open question. */
export interface Question {
  /** Logins of the commits' authors; null where GitHub knows no account. */
  authors: (string | null)[];
  /** Logins of who approved, in a review of the run or in a comment. */
  approvals: string[];
  /** Whether somebody rejected the run. */
  rejected: boolean;
  /** Logins of who may approve. */
  approvers: string[];
}

export interface Decision {
  approved: boolean;
  reason: string;
}

const MARKER = /^<!-- deployment (\{.*\}) -->$/m;

export const mark = (deployment: Deployment) => `<!-- deployment ${JSON.stringify(deployment)} -->`;

export function deploymentIn(body: string): Deployment | undefined {
  const text = MARKER.exec(body)?.[1];
  return text === undefined ? undefined : (JSON.parse(text) as Deployment);
}

const lower = (logins: string[]) => new Set(logins.map((login) => login.toLowerCase()));
const listed = (logins: Iterable<string>) => [...logins].map((login) => `@${login}`).join(', ');

const refuse = (reason: string): Decision => ({ approved: false, reason });

/**
 * Each commit needs the approval of somebody other than its author, so two people can approve what both wrote. A commit of
 * nobody that GitHub knows needs two approvals: one of them is not its author's.
 */
export function decide({ authors, approvals, rejected, approvers }: Question): Decision {
  if (rejected) return refuse('It was rejected.');
  const may = lower(approvers);
  const by = new Set([...lower(approvals)].filter((login) => may.has(login)));
  if (by.size === 0) return refuse(`Nobody has approved it yet who may: ${listed(may) || 'nobody may'}.`);
  const open = authors.filter((author) =>
    author === null ? by.size < 2 : by.size === 1 && by.has(author.toLowerCase()),
  );
  if (open.length === 0) return { approved: true, reason: `Approved by ${listed(by)}.` };
  const why = open.includes(null)
    ? 'some commits have no author that GitHub knows'
    : 'they are an author of it';
  return refuse(`${listed(by)} approved, and ${why}: somebody else has to approve too.`);
}

/** How a job of the run ended, as GitHub's `needs` has it. */
export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

/** What is told in the issue when a run ends. A question that stays open, or was answered by another run, hears nothing. */
export function report(results: Record<'review' | 'approved' | 'deploy', Result>): {
  close?: 'completed' | 'not planned';
  text?: string;
} {
  const { review, approved, deploy } = results;
  if (deploy === 'success') return { close: 'completed', text: 'Deployed' };
  if (deploy === 'failure') return { text: 'Failed, and rolled back' };
  if (deploy === 'cancelled' && approved === 'success')
    return { text: 'Cut off during the deployment, somebody has to look' };
  if (review === 'failure') return { close: 'not planned', text: 'Rejected' };
  if (approved === 'failure') return { text: 'Not deployed' };
  return {};
}
