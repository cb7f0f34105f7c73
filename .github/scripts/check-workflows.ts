// Checks the rules of this project that neither actionlint nor zizmor knows. Prints each fault, and exits with 1 if there
// is one.
import { globSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Workflow {
  permissions?: Record<string, string>;
  defaults?: { run?: { shell?: string } };
  jobs: Record<
    string,
    { if?: string; needs?: string[]; 'timeout-minutes'?: number; steps: { name?: string; run?: string }[] }
  >;
}

const faults: string[] = [];
const files = (pattern: string) =>
  globSync(pattern)
    .toSorted()
    .map((file) => [file, readFileSync(file, 'utf8')] as const);

for (const [file, text] of files('.github/workflows/*')) {
  const { permissions, defaults, jobs } = parse(text) as Workflow;
  if (JSON.stringify(permissions) !== '{}') faults.push(`${file}: no 'permissions: {}' at the top`);
  // GitHub's default shell ignores a failure on the left side of a pipe.
  if (defaults?.run?.shell !== 'bash')
    faults.push(`${file}: no 'defaults: { run: { shell: bash } }' at the top`);
  for (const [name, job] of Object.entries(jobs)) {
    if (!job['timeout-minutes']) faults.push(`${file}: job ${name} has no timeout-minutes`);
    if (job.steps.some((step) => step.run && !step.name))
      faults.push(`${file}: a step of job ${name} has no name`);
  }
}

// One check is required for all of them; what only a pull request of this repository has can't be.
for (const [file, text] of files('.github/workflows/pull-request.yml')) {
  const { passed, ...others } = (parse(text) as Workflow).jobs;
  for (const [name, job] of Object.entries(others)) {
    if (job.if || job.needs || passed?.needs?.includes(name)) continue;
    faults.push(`${file}: job passed does not wait for ${name}`);
  }
}

for (const [file, text] of files('.github/workflows/*')) {
  for (const [, permission] of text.matchAll(/^ +([a-z-]+: (?:read|write))$/gm)) {
    faults.push(`${file}: ${permission} has no reason as a comment`);
  }
}

for (const [file, text] of files('.github/{workflows,actions/*}/*')) {
  for (const [, action] of text.matchAll(/uses: (?!\.\/)(.+)/g)) {
    if (!/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action!)) {
      faults.push(`${file}: ${action} is not pinned by a full commit, with its version as a comment`);
    }
  }
}

// A compromised scanner takes whatever it can reach (GHSA-69fq-xp46-6x23).
for (const [file, text] of files('.github/workflows/scan.yml')) {
  if (/secrets\.|environment:|id-token/.test(text)) faults.push(`${file}: scanners must not reach a secret`);
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
