// rename.mjs NAME [OWNER]: gives the project another name, in all that is committed: packages, charts and their folders,
// images, users and keys in the stores, metrics and alerts, documents, pipelines. OWNER is the account of GitHub and of
// its registry. CHANGELOG.md and LICENSE stay: they tell what was, and whose it was.
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const KEPT = ['CHANGELOG.md', 'LICENSE'];
/** Has examples of names, which are no reason to refuse one. */
const GUIDE = 'docs/make-it-yours.md';
/** Of a user of MySQL, the shortest limit that the name meets. */
const LONGEST = 32;

/** What the caller can mend; the message says how. */
class RefusedError extends Error {}

const git = (...words) => execFileSync('git', words, { encoding: 'utf8', maxBuffer: 2 ** 26 });
const files = (pattern = '.') => git('ls-files', '-z', '--', pattern).split('\0').filter(Boolean);

/** The name as Kubernetes, Prometheus, alerts and constants write it. */
function formsOf(name) {
  const words = name.split('-');
  const pascal = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
  return { kebab: name, snake: words.join('_'), pascal, upper: words.join('_').toUpperCase() };
}

/** The name that the project has, and the account whose images its chart takes. */
function present() {
  const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
  const values = readFileSync(`deploy/charts/${name}/values.yaml`, 'utf8');
  const [, owner] = /repository: ghcr\.io\/([^/]+)\//.exec(values) ?? [];
  if (!owner) throw new Error(`deploy/charts/${name}/values.yaml names no image of ghcr.io`);
  return { name, owner };
}

/** Files that have one of the texts, whatever the case. */
function filesWith(texts, except) {
  const patterns = texts.flatMap((text) => ['-e', text]);
  try {
    const pathspecs = except.map((path) => `:!${path}`);
    return git('grep', '-liF', ...patterns, '--', '.', ...pathspecs)
      .trim()
      .split('\n');
  } catch (error) {
    if (error.status === 1) return [];
    throw error;
  }
}

function checkName(name, old) {
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

function checkOwner(owner) {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(owner) || owner.length > 39)
    throw new RefusedError(`'${owner}' is no account of GitHub in lower case, which its registry asks for`);
}

/** @returns a function that puts the new name and owner in place of the old ones in a text */
function renamer(old, next) {
  const dot = String.raw`(?:\.|\\\.|\[\.\])`;
  const host = `(?:github${dot}com|ghcr${dot}io(?:${dot}example${dot}org)?)/`;
  // The account may be called as the project is: it is known by what stands around it.
  const owner = new RegExp(
    `(?<=${host}|\\bowner: ')${old.owner}(?![a-z0-9-])` +
      `|(?<![a-z0-9-])${old.owner}(?=/${old.name}(?![a-z0-9-])|${dot}github${dot}io)`,
    'g',
  );
  const [from, to] = [formsOf(old.name), formsOf(next.name)];
  // One word looks the same with either mark: the one beside it tells.
  const oneWord = from.snake === from.kebab;
  const snake = new RegExp(oneWord ? `(?<=_)${from.snake}|${from.snake}(?=_)` : from.snake, 'g');
  return (text) =>
    text
      .replace(owner, '\0')
      .replaceAll(from.pascal, to.pascal)
      .replaceAll(from.upper, to.upper)
      .replace(snake, to.snake)
      .replaceAll(from.kebab, to.kebab)
      .replaceAll('\0', next.owner);
}

/** @returns the files that were changed, by their new paths, and how many were moved */
function renameAll(rename) {
  const changed = [];
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

function main([name, owner]) {
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
  // Tables and lines have other widths now.
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
  console.error(`rename: ${error instanceof RefusedError ? error.message : error.stack}`);
  process.exitCode = error instanceof RefusedError ? 64 : 1;
}
