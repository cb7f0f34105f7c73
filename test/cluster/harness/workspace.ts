import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** All that an image is built of and an environment is deployed from. */
const PARTS = [
  '.dockerignore',
  'Dockerfile',
  'Makefile',
  'apps',
  'deploy',
  'environments',
  'helmfile.yaml',
  'libs',
  'migrations',
  'nest-cli.json',
  'package-lock.json',
  'package.json',
  'rolldown.config.ts',
  'rolldown.snapshot.ts',
  'scripts',
  'tsconfig.json',
];

/** Secrets sealed for another cluster. */
const SEALED = /^environments\/[^/]+\//;

const isOwn = (path: string): boolean => !SEALED.test(path);

/** Copies the project to where the tests may write sealed Secrets and migrations. */
export async function copyProject(): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'minipokedex-cluster-'));
  for (const part of PARTS) await cp(part, join(workspace, part), { recursive: true, filter: isOwn });
  await symlink(resolve('node_modules'), join(workspace, 'node_modules'));
  return workspace;
}
