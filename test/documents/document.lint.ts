import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shellBlocks } from '@app/testing';

const read = (path: string) => readFileSync(path, 'utf8');
const firsts = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name!);

/** What a reader may lack to run commands that no spec runs. */
const needs = new Set(['a cluster', 'a cloud', 'GitHub', 'Docker', 'a collector']);

const verbs = new Set(firsts(read('Makefile') + read('deploy/deploy.mk'), /^([a-z-]+):.*## /gm));
const scripts = new Set(
  Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts),
);
const ours = firsts(read('.env.example'), /^# ([A-Z_]+)=/gm);
/** The service's settings, of which that file is generated, and those of compose. */
const settings = new Set([
  ...ours,
  ...firsts(read('.env.example'), /`([A-Z_]+_FILE)` names/g),
  ...firsts(read('compose.yaml'), /\$\{([A-Z_]+):-/g),
]);
/** First words of our settings; OpenTelemetry has more variables in OTEL_… than we document. */
const groups = new Set(ours.map((name) => name.split('_')[0]).filter((group) => group !== 'OTEL'));

/** The code of a document: in its text, and the lines of its blocks of shell commands. */
function codeOf(text: string): string[] {
  const prose = text.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  const lines = shellBlocks(text).flatMap(({ commands }) => commands.split('\n'));
  return [...firsts(prose, /`([^`]+)`/g), ...lines];
}

/** Removes quoted words and comments. */
const bare = (code: string) => code.replaceAll(/"[^"]*"|'[^']*'/g, "''").replace(/(^| )#.*/, '');

/** Verbs of make that do not exist. */
function unknownVerbs(text: string): string[] {
  return codeOf(text)
    .flatMap((code) => firsts(bare(code), /(?<![\w-])make((?: +[^\s;&|()]+)+)/g))
    .flatMap((words) => words.split(' '))
    .filter((word) => /^[a-z][a-z-]*$/.test(word) && !verbs.has(word));
}

/** Scripts of npm that do not exist. */
function unknownScripts(text: string): string[] {
  return codeOf(text)
    .flatMap((code) => firsts(bare(code), /\bnpm (?:run (?:--silent )?(?=[\w:]+)|(?=test|start))([\w:]+)/g))
    .filter((name) => !scripts.has(name));
}

/** Words in capitals that begin as a setting does, but are none. */
function unknownSettings(text: string): string[] {
  return codeOf(text)
    .flatMap((code) => firsts(code, /(?<![\w$-])([A-Z]+(?:_[A-Z]+)+)(?![\w…*])/g))
    .filter((name) => groups.has(name.split('_')[0]) && !settings.has(name));
}

/** Paths, from the root or the document's folder, where there is no file; a file that the text shows in full may be new. */
function unknownFiles(text: string, folder: string): string[] {
  const prose = text.replaceAll(/^ *```[^]*?^ *```$/gm, '```');
  const path =
    /(?<![\w/.=-])((?:apps|bench|deploy|environments|libs|migrations|scripts|test)\/[\w/.-]+\.[a-z]+)(?!\.?\w|[*<]|`:\n\n```)/g;
  return firsts(prose, path).filter((name) => !existsSync(name) && !existsSync(join(folder, name)));
}

/** Blocks of commands whose mark names no spec that runs them, and nothing that they need. */
function unmarkedBlocks(text: string): string[] {
  return shellBlocks(text).flatMap((block) => {
    if (block.needs && needs.has(block.needs)) return [];
    // The spec has to take the commands from the document.
    const call = `blocksRunBy('${block.runBy}')`;
    if (block.runBy && existsSync(block.runBy) && read(block.runBy).includes(call)) return [];
    return [`line ${block.line}`];
  });
}

/** What a document names although it does not exist, by kind; `unmarked` are its blocks of commands without a mark. */
export function lintDocument(path: string): Record<string, string[]> {
  const text = read(path);
  return {
    verbs: unknownVerbs(text),
    scripts: unknownScripts(text),
    settings: unknownSettings(text),
    files: unknownFiles(text, dirname(path)),
    unmarked: unmarkedBlocks(text),
  };
}
