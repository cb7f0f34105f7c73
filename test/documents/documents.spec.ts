import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { documents } from '@app/testing';
import markdownIt from 'markdown-it';
import { lint } from 'markdownlint/promise';
import relativeLinks from 'markdownlint-rule-relative-links';
import { describe, expect, it } from 'vitest';
import { unknownFiles, unknownScripts, unknownSettings, unknownVerbs, unmarkedBlocks } from './faults.js';

const paths = documents();

describe('the documents', () => {
  it('lead nowhere but to files and headings that there are', async () => {
    const faults = await lint({
      files: paths,
      // MD051: to a heading of the same document; MD042: to nothing.
      config: { default: false, MD042: true, MD051: true, 'relative-links': true },
      customRules: [relativeLinks],
      markdownItFactory: () => markdownIt({ html: true }),
    });
    expect(Object.keys(faults)).toHaveLength(paths.length);
    expect(Object.entries(faults).filter(([, found]) => found.length > 0)).toEqual([]);
  });

  it('have the license that the package names', () => {
    const { license } = JSON.parse(readFileSync('package.json', 'utf8')) as { license: string };
    expect(readFileSync('LICENSE', 'utf8')).toMatch(new RegExp(`^${license} License`));
  });
});

// The changelog tells what was.
describe.each(paths.filter((path) => path !== 'CHANGELOG.md'))('%s', (path) => {
  const text = readFileSync(path, 'utf8');

  it('names only verbs of make that there are', () => {
    expect(unknownVerbs(text)).toEqual([]);
  });

  it('names only scripts of npm that there are', () => {
    expect(unknownScripts(text)).toEqual([]);
  });

  it('names only settings that there are', () => {
    expect(unknownSettings(text)).toEqual([]);
  });

  it('names only files that there are', () => {
    expect(unknownFiles(text, dirname(path))).toEqual([]);
  });

  it('tells above each block of commands which spec runs it, or what it needs', () => {
    expect(unmarkedBlocks(text)).toEqual([]);
  });
});
