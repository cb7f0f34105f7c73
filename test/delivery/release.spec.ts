import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const modules = '.github/release/node_modules';
const clone = mkdtempSync(join(tmpdir(), 'release-'));
const run = (command: string, ...words: string[]) =>
  execFileSync(command, words, { cwd: clone, encoding: 'utf8' });
const commit = (message: string) =>
  run(
    'git',
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@example.org',
    'commit',
    '--quiet',
    '--allow-empty',
    '-m',
    message,
  );

beforeAll(() => {
  execFileSync('make', [modules]);
  run('git', 'clone', '--quiet', resolve('.'), '.');
  symlinkSync(resolve(modules), join(clone, modules));
}, 120_000);
afterAll(() => rmSync(clone, { recursive: true }));

describe('make release-dry-run', () => {
  it('computes version and changelog from the history, and gives the charts that version', () => {
    const [major, minor] = (
      JSON.parse(readFileSync('.release-please-manifest.json', 'utf8')) as { '.': string }
    )['.'].split('.');
    const next = `${major}.${Number(minor) + 1}.0`;
    commit('feat(api): count backwards');
    commit('test: nobody reads this in a changelog');

    const output = run('make', `--old-file=${modules}`, 'release-dry-run');
    expect(output).toContain(`## [${next}]`);
    expect(output).toContain('**api:** count backwards');
    expect(output).not.toContain('nobody reads this');
    for (const chart of readdirSync('deploy/charts')) {
      expect(run('helm', 'show', 'chart', `dist/charts/${chart}-${next}.tgz`)).toMatch(
        new RegExp(`^version: ${next}$`, 'm'),
      );
    }
    expect(run('helm', 'show', 'chart', `dist/charts/minipokedex-${next}.tgz`)).toContain(
      `appVersion: ${next}`,
    );
  });
});
