// rehearse.mjs [--list] [--skip=NAME,NAME] [PART-OF-A-NAME]: runs the steps of the pull-request workflow on this machine,
// in the order of the file, each with the command that the file has. With PART only the steps whose name has it; --list
// runs none; --skip leaves out some, as where another cluster than kind's stands ready.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Steps that only GitHub can run, by name, and why. */
const needGitHub = {
  Plan: 'needs the credentials of an environment',
  'Write the comment, or rewrite it': 'writes to a pull request',
};

const words = process.argv.slice(2);
const list = words.includes('--list');
const skips =
  words
    .find((word) => word.startsWith('--skip='))
    ?.slice(7)
    .split(',')
    .map((name) => name.trim()) ?? [];
const part = words.find((word) => !word.startsWith('--'))?.toLowerCase() ?? '';
const { jobs } = parse(readFileSync('.github/workflows/pull-request.yml', 'utf8'));

const steps = Object.entries(jobs).flatMap(([job, content]) =>
  content.steps.map((step) => ({ job, ...step })),
);
const commands = steps.filter(({ run }) => run);
const unknownAmong = (names) => names.filter((name) => !commands.some((step) => step.name === name));
const forgotten = unknownAmong(Object.keys(needGitHub));
if (forgotten.length > 0)
  throw new Error(`rehearse.mjs skips steps that the workflow does not have: ${forgotten}`);
const unknown = unknownAmong(skips);
if (unknown.length > 0)
  throw new Error(`--skip names steps that the workflow does not have: ${unknown}; --list tells all names`);

/** As on GitHub: not inside of another make, whose variables would reach the step's own. */
for (const name of ['MAKEFLAGS', 'MAKELEVEL', 'STEPS', 'SKIP', 'LIST']) delete process.env[name];

/** Runs one step; answers the line that tells how it ended. */
function rehearse({ job, name, run, env }) {
  const title = `${job} / ${name}`;
  if (needGitHub[name]) return `skipped  ${title}: ${needGitHub[name]}`;
  if (skips.includes(name)) return `skipped  ${title}: as you said`;
  if (list) return `listed   ${title}: ${run.trim()}`;
  console.log(`\n== ${title}: ${run.trim()}`);
  const begin = Date.now();
  const shell = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run];
  const { status } = spawnSync('bash', shell, { stdio: 'inherit', env: { ...process.env, ...env } });
  return `${status === 0 ? 'passed ' : 'FAILED '}  ${title} (${Math.round((Date.now() - begin) / 1000)} s)`;
}

const chosen = commands.filter(({ name }) => name.toLowerCase().includes(part));
const ends = chosen.map(rehearse);
console.log(`\n${ends.join('\n')}`);
if (part) console.log(`left out ${commands.length - chosen.length} steps that are not named like '${part}'`);
console.log(`left out ${steps.length - commands.length} steps that set up the runner or hand over files`);
process.exitCode = chosen.length === 0 || ends.some((end) => end.startsWith('FAILED')) ? 1 : 0;
