import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, timed } from '../../harness/command.js';
import { FIRST, loadImage, repositoryOf } from '../../harness/images.js';

const builds = `${repositoryOf(FIRST)}:canary`;

/** The image under test, as another commit's build. */
export const NEXT = { image: `${builds}-next`, revision: 'canary-next' };
/** A build that answers every other visit with an error. */
export const FAILING = `${builds}-failing`;
/** A build that takes a second for each visit. */
export const SLOW = `${builds}-slow`;

const FAULTY = `${builds}-faulty`;

/** Builds them out of a copy of the project, which keeps the fault, and puts them into the cluster. */
export async function makeBuilds(workspace: string): Promise<void> {
  await derive(FIRST, NEXT.image, `BUILD_REVISION=${NEXT.revision}`);
  await buildFaulty(workspace);
  await derive(FAULTY, FAILING, 'FAULT=errors');
  await derive(FAULTY, SLOW, 'FAULT=slowness');
  for (const image of [NEXT.image, FAILING, SLOW]) await loadImage(image);
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

/** The same image with one more variable. */
async function derive(from: string, to: string, variable: string): Promise<void> {
  await run('docker', ['build', '--tag', to, '-'], { input: `FROM ${from}\nENV ${variable}\n` });
}

/** Removes them from this machine's Docker. */
export async function removeBuilds(): Promise<void> {
  await run('docker', ['image', 'rm', '--force', NEXT.image, FAILING, SLOW, FAULTY]);
}
