import { readFileSync } from 'node:fs';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { run, timed } from './command.js';

const chart = parse(readFileSync('deploy/charts/minipokedex/values.yaml', 'utf8')) as {
  image: { repository: string };
};

/** The image under test, under the name that the policies admit. */
export const FIRST = `${chart.image.repository}:cluster`;
/** The same with one more migration. */
export const NEXT = `${repositoryOf(FIRST)}:cluster-next`;
/** The same with a migration that fails. */
export const BROKEN = `${repositoryOf(FIRST)}:cluster-broken`;

export function repositoryOf(image: string): string {
  return image.slice(0, image.lastIndexOf(':'));
}

export function tagOf(image: string): string {
  return image.slice(image.lastIndexOf(':') + 1);
}

/** Gives the image that `IMAGE` names the name `FIRST`, and puts it into the cluster. */
export async function loadFirst(): Promise<void> {
  await run('docker', ['tag', process.env['IMAGE'] ?? 'minipokedex:dev', FIRST]);
  await loadImage(FIRST);
}

/** Puts an image of the local Docker into the cluster. */
export async function loadImage(image: string): Promise<void> {
  const command = process.env['LOAD_IMAGE'] ?? 'kind load docker-image';
  await timed(`${command} ${image}`, () => run('bash', ['-c', `${command} "$1"`, 'load', image]));
}

/**
 * Builds the image with a migration that the project doesn't have.
 *
 * @param workspace a copy of the project
 * @param migration path of its file, without the ending
 * @param className of the migration
 */
export async function buildImage(
  workspace: string,
  image: string,
  migration: string,
  className: string,
): Promise<void> {
  const file = join(workspace, 'migrations', 'one-more.ts');
  const index = join(workspace, 'migrations', 'index.ts');
  const original = await readFile(index, 'utf8');
  await copyFile(`${migration}.ts`, file);
  const list = original.replace(/\n\];/, `\n  ${className},\n];`);
  await writeFile(index, `import { ${className} } from './one-more.js';\n${list}`);
  await timed(`make image IMAGE=${image}, with the migration ${className}`, () =>
    run('make', ['image', `IMAGE=${image}`], { cwd: workspace }),
  );
  await writeFile(index, original);
  await rm(file);
}
