import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A fenced block of shell commands in a document, with the mark in the comment above it. */
export interface ShellBlock {
  line: number;
  commands: string;
  /** The spec that runs them (`run by:`). */
  runBy?: string;
  /** What it takes to run them (`needs:`). */
  needs?: string;
}

const mark = /^ *<!-- (?:run by: (?<runBy>\S+)|needs: (?<needs>.+?)) -->\n+/;
const fence = /^(?<indent> *)```(?:sh|bash|shell|console)\n(?<body>[^]*?)^ *```$/;
const block = new RegExp(`(?:${mark.source})?${fence.source}`, 'gm');

/** Paths of the committed documents. */
export function documents(): string[] {
  return execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).trim().split('\n');
}

/** The shell blocks of a document, in order. */
export function shellBlocks(text: string): ShellBlock[] {
  return [...text.matchAll(block)].map(({ index, groups = {} }) => ({
    line: text.slice(0, index).split('\n').length,
    commands: groups['body']!.replaceAll(new RegExp(`^${groups['indent']}`, 'gm'), ''),
    runBy: groups['runBy'],
    needs: groups['needs'],
  }));
}

/**
 * The blocks that a spec has to run, those of a document in order.
 *
 * @throws Error if there is none
 */
export function blocksRunBy(spec: string): ShellBlock[] {
  const blocks = documents()
    .flatMap((path) => shellBlocks(readFileSync(path, 'utf8')))
    .filter(({ runBy }) => runBy === spec);
  if (blocks.length === 0) throw new Error(`no document has a block that is run by: ${spec}`);
  return blocks;
}
