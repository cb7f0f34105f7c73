// rename.ts NAME [OWNER]: renames the project in all committed files: packages, charts and their folders, images, users
// and keys in the stores, metrics and alerts, documents, pipelines. OWNER is the account on GitHub and on its registry.
// CHANGELOG.md and LICENSE stay, since they record history and ownership. The registry has the owner in lower case.
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const KEPT = ['CHANGELOG.md', 'LICENSE'];
/** Its examples of names do not make a name taken. */
const GUIDE = 'docs/make-it-yours.md';
/** MySQL's limit for the name of a user, the shortest of all limits that apply. */
const LONGEST = 32;

/** A mistake of the caller; the message is the remedy. */
class RefusedError extends Error {}

interface Identity {
  name: string;
  owner: string;
}

const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8', maxBuffer: 2 ** 26 });
const files = (pattern = '.') => git('ls-files', '-z', '--', pattern).split('\0').filter(Boolean);

/** @returns the spellings of the name in Kubernetes, Prometheus, alerts and constants */
function formsOf(name: string) {
  const words = name.split('-');
  const pascal = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return { kebab: name, snake: words.join('_'), pascal, upper: words.join('_').toUpperCase() };
}

/** @returns the project's present name, and the account whose images its chart pulls */
function present(): Identity {
  const { name } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string };
  const values = readFileSync(`deploy/charts/${name}/values.yaml`, 'utf8');
  const [, owner] = /repository: ghcr\.io\/([^/]+)\//.exec(values) ?? [];
  if (!owner) throw new Error(`deploy/charts/${name}/values.yaml names no image of ghcr.io`);
  return { name, owner };
}

/** @returns the committed files that contain one of the texts, in any case */
function filesWith(texts: readonly string[], except: readonly string[]): string[] {
  const patterns = texts.flatMap((text) => ['-e', text]);
  try {
    const pathspecs = except.map((path) => `:!${path}`);
    return git('grep', '-liF', ...patterns, '--', '.', ...pathspecs)
      .trim()
      .split('\n');
  } catch (error) {
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}

function checkName(name: string, old: string): void {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.includes('--') || name.length > LONGEST)
    throw new RefusedError(
      `'${name}' is no name: use a-z, 0-9 and single hyphens, begin with a letter, ${LONGEST} characters at most`,
    );
  if (name.includes(old) || old.includes(name))
    throw new RefusedError(`'${name}' and '${old}' have one in the other: nothing could tell them apart`);
  const taken = filesWith(Object.values(formsOf(name)), [...KEPT, GUIDE]);
  if (taken.length > 0)
    throw new RefusedError(
      `'${name}' is in ${taken.length} files already, such as ${taken[0]}: take one that is in none, or no later rename could tell them apart`,
    );
}

function checkOwner(owner: string): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/i.test(owner) || owner.length > 39)
    throw new RefusedError(`'${owner}' is no account of GitHub`);
}

/** @returns a function that replaces the old name and owner in a text by the new ones */
function renamer(old: Identity, next: Identity): (text: string) => string {
  const dot = String.raw`(?:\.|\\\.|\[\.\])`;
  const registry = `ghcr${dot}io(?:${dot}example${dot}org)?/`;
  const host = `(?:github${dot}com/|${registry}|@)`;
  // The account may have the project's name, so it is recognised by its surroundings.
  const owner = new RegExp(
    `(?<=${host}|\\bowner: ')${old.owner}(?![a-z0-9-])` +
      `|(?<![a-z0-9-])${old.owner}(?=/${old.name}(?![a-z0-9-])|${dot}github${dot}io)`,
    'gi',
  );
  const inRegistry = new RegExp(`${registry}$`);
  const [from, to] = [formsOf(old.name), formsOf(next.name)];
  // A single word has no separator of its own, so the one beside it decides which spelling it is.
  const oneWord = from.snake === from.kebab;
  const snake = new RegExp(oneWord ? `(?<=_)${from.snake}|${from.snake}(?=_)` : from.snake, 'g');
  return (text) =>
    text
      .replace(owner, (_, at: number) => (inRegistry.test(text.slice(0, at)) ? '\0\0' : '\0'))
      .replaceAll(from.pascal, to.pascal)
      .replaceAll(from.upper, to.upper)
      .replace(snake, to.snake)
      .replaceAll(from.kebab, to.kebab)
      .replaceAll('\0\0', next.owner.toLowerCase())
      .replaceAll('\0', next.owner);
}

/** @returns the new paths of the changed files, and the number of moved ones */
function renameAll(rename: (text: string) => string): { changed: string[]; moved: number } {
  const changed: string[] = [];
  let moved = 0;
  for (const path of files().filter((file) => !KEPT.includes(file) && lstatSync(file).isFile())) {
    const text = readFileSync(path, 'utf8');
    const renamed = text.includes('\0') ? text : rename(text);
    if (renamed !== text) writeFileSync(path, renamed);
    const target = rename(path);
    if (target !== path) {
      mkdirSync(dirname(target), { recursive: true });
      git('mv', path, target);
      moved += 1;
    }
    if (renamed !== text) changed.push(target);
  }
  return { changed, moved };
}

function main([name, owner]: string[]): void {
  if (!name) throw new RefusedError('give a name: make rename NAME=… OWNER=…');
  const old = present();
  const next = { name, owner: owner || (old.owner === old.name ? name : old.owner) };
  if (next.name === old.name && next.owner === old.owner)
    return console.log(`rename: it is ${next.owner}/${next.name} already`);
  if (git('status', '--porcelain') !== '')
    throw new RefusedError(
      'there are changes that are not committed: commit or stash them, so that you see what this did',
    );
  if (next.name !== old.name) checkName(next.name, old.name);
  checkOwner(next.owner);
  const { changed, moved } = renameAll(renamer(old, next));
  // Tables and lines have changed their widths.
  execFileSync('prettier', ['--write', '--ignore-unknown', '--log-level=warn', ...changed], {
    stdio: 'inherit',
  });
  const left = next.name === old.name ? [] : filesWith(Object.values(formsOf(old.name)), KEPT);
  if (left.length > 0) throw new Error(`${left.join(', ')}: still has the old name`);
  console.log(
    `rename: ${old.owner}/${old.name} is ${next.owner}/${next.name} in ${changed.length} files, ${moved} of them moved. ` +
      'Look at it with git diff HEAD, run make check, and commit.',
  );
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`rename: ${error instanceof RefusedError ? error.message : (error as Error).stack}`);
  process.exitCode = error instanceof RefusedError ? 64 : 1;
}
