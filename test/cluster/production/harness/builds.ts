import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, timed } from '../../harness/command.js';
import { FIRST, loadImage, repositoryOf } from '../../harness/images.js';

const builds = `${repositoryOf(FIRST)}:canary`;

/** The image under test, as another commit's build. */
export const NEXT = { image: `${builds}-next`, revision: 'canary-next' };
/** A build that answers two visits of a hundred with an error. */
export const FAILING = { image: `${builds}-failing`, revision: 'canary-failing' };
/** A build that takes 100 ms longer for each visit. */
export const SLOW = { image: `${builds}-slow`, revision: 'canary-slow' };

const ALL = [NEXT, FAILING, SLOW];

const FAULTY = `${builds}-faulty`;

type Build = typeof NEXT;

/** Builds them out of a copy of the project, which keeps the fault, and puts them into the cluster. */
export async function makeBuilds(workspace: string): Promise<void> {
  await derive(FIRST, NEXT);
  await buildFaulty(workspace);
  await derive(FAULTY, FAILING, 'FAULT=errors');
  await derive(FAULTY, SLOW, 'FAULT=slowness');
  for (const { image } of ALL) await loadImage(image);
}

async function buildFaulty(workspace: string): Promise<void> {
  const sources = join(workspace, 'apps/api/src');
  const fault = await readFile('test/cluster/production/builds/faulty.ts', 'utf8');
  await writeFile(join(sources, 'faulty.ts'), fault.replaceAll('../../../../apps/api/src/', './'));
  await appendFile(join(sources, 'main.ts'), "\nimport './faulty.js';\n");
  await timed(`make image IMAGE=${FAULTY}`, () =>
    run('make', ['image', `IMAGE=${FAULTY}`], { cwd: workspace }),
  );
}

/** The same image as another commit's, with more variables. */
async function derive(from: string, { image, revision }: Build, ...variables: string[]): Promise<void> {
  const all = [`BUILD_REVISION=${revision}`, ...variables].map((variable) => `ENV ${variable}\n`);
  await run('docker', ['build', '--tag', image, '-'], { input: `FROM ${from}\n${all.join('')}` });
}

/** Removes them from this machine's Docker. */
export async function removeBuilds(): Promise<void> {
  await run('docker', ['image', 'rm', '--force', ...ALL.map(({ image }) => image), FAULTY]);
}
