import { readFileSync } from 'node:fs';
import { documents } from '@app/testing';
import markdownIt from 'markdown-it';
import { lint } from 'markdownlint/promise';
import relativeLinks from 'markdownlint-rule-relative-links';
import { describe, expect, it } from 'vitest';
import { lintDocument } from './document.lint.js';

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

  // The changelog is about the past.
  it.each(paths.filter((path) => path !== 'CHANGELOG.md'))(
    '%s names only verbs, scripts, settings and files that exist, and what runs or needs each block of commands',
    (path) => {
      expect(lintDocument(path)).toEqual({ verbs: [], scripts: [], settings: [], files: [], unmarked: [] });
    },
  );
});
