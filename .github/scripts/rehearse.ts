// rehearse.ts [--list] [--steps=PART,PART] [--skip=NAME,NAME]: runs the steps of the pull-request workflow on this
// machine, in the order of the file and with the commands of the file, which is the project's one list of checks.
//
//   --list    print the steps instead of running them
//   --steps   run only steps with one of the parts in their title, such as `charts / Lint the charts`
//   --skip    leave out steps by their names, such as those that create a cluster where one is ready
//
// Ends with `N passed, N failed`, summed over all test suites; a step without tests counts as one.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

interface Step {
  job: string;
  name: string;
  run: string;
  env?: Record<string, string>;
}

interface Result {
  line: string;
  passed: number;
  failed: number;
}

const WORKFLOW = '.github/workflows/pull-request.yml';

/** Steps that only GitHub can run, by name, and why. */
const ONLY_ON_GITHUB: Readonly<Record<string, string>> = {
  Plan: 'needs the credentials of an environment',
  'Write the comment, or rewrite it': 'writes to a pull request',
  'All have passed': 'asks how the other jobs ended',
};

const { values } = parseArgs({
  options: {
    list: { type: 'boolean', default: false },
    steps: { type: 'string', default: '' },
    skip: { type: 'string', default: '' },
  },
});
const split = (names: string) =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
const skips = split(values.skip);
const parts = split(values.steps.toLowerCase());

const workflow = parse(readFileSync(WORKFLOW, 'utf8')) as {
  jobs: Record<string, { steps: Partial<Step>[] }>;
};
const all = Object.entries(workflow.jobs).flatMap(([job, { steps }]) =>
  steps.map((step) => ({ job, ...step })),
);
const commands = all.filter((step): step is Step => step.run !== undefined);

for (const [origin, names] of Object.entries({
  'rehearse.ts': Object.keys(ONLY_ON_GITHUB),
  '--skip': skips,
})) {
  const unknown = names.filter((name) => !commands.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `rehearse: ${origin} names steps that ${WORKFLOW} does not have: ${unknown.join(', ')}; --list prints all`,
    );
    process.exit(1);
  }
}

const titleOf = ({ job, name }: Step) => `${job} / ${name}`;

/** The counts in the summary of vitest (`Tests  1 failed | 20 passed (21)`) or helm-unittest (`Tests: 20 passed, …`). */
function countsIn(output: string): { passed: number; failed: number } | undefined {
  const summary = output.match(/^(?: +Tests +|Tests: ).*$/gm)?.at(-1);
  if (summary === undefined) return undefined;
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') };
}

/** As on GitHub: a step must not see the variables of the make that runs this. */
function environmentOf(step: Step): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, ...step.env, NO_COLOR: '1' };
  for (const name of ['MAKEFLAGS', 'MAKELEVEL', 'STEPS', 'SKIP', 'LIST', 'FORCE_COLOR'])
    delete environment[name];
  return environment;
}

/** @returns the exit code and all that the step printed, which it also passes on */
function execute(step: Step): Promise<{ code: number; output: string }> {
  const shell = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', `exec 2>&1\n${step.run}`];
  const child = spawn('bash', shell, { stdio: ['inherit', 'pipe', 'inherit'], env: environmentOf(step) });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    output += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function rehearse(step: Step): Promise<Result> {
  const title = titleOf(step);
  const none = { passed: 0, failed: 0 };
  const reason = ONLY_ON_GITHUB[step.name] ?? (skips.includes(step.name) ? 'named by --skip' : undefined);
  if (reason) return { ...none, line: `skipped  ${title}: ${reason}` };
  if (values.list) return { ...none, line: `listed   ${title}: ${step.run.trim()}` };

  console.log(`\n== ${title}: ${step.run.trim()}`);
  const start = Date.now();
  const { code, output } = await execute(step);
  const seconds = Math.round((Date.now() - start) / 1000);
  const line = `${code === 0 ? 'passed ' : 'FAILED '}  ${title} (${seconds} s)`;
  console.log(`== ${line}`);
  const counts = countsIn(output);
  if (code === 0) return { line, ...(counts ?? { passed: 1, failed: 0 }) };
  const faults = output.match(/^ *(?:FAIL|●) .*$/gm) ?? [];
  return {
    line: [line, ...faults].join('\n'),
    passed: counts?.passed ?? 0,
    failed: Math.max(counts?.failed ?? 0, 1),
  };
}

const chosen = commands.filter(
  (step) => parts.length === 0 || parts.some((part) => titleOf(step).toLowerCase().includes(part)),
);
const results: Result[] = [];
for (const step of chosen) results.push(await rehearse(step));

const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
console.log(`\n${results.map(({ line }) => line).join('\n')}`);
if (parts.length > 0)
  console.log(`left out ${commands.length - chosen.length} steps that --steps does not name`);
console.log(`left out ${all.length - commands.length} steps that set up the runner or hand over files`);
if (!values.list) console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = chosen.length === 0 || sum('failed') > 0 ? 1 : 0;
