import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Package {
  'extra-files': { path: string }[];
}

const read = (path: string) => readFileSync(path, 'utf8');
const charts = globSync('deploy/charts/*/Chart.yaml').toSorted();
const { '.': version } = parse(read('.release-please-manifest.json')) as { '.': string };
const { packages } = parse(read('release-please-config.json')) as { packages: { '.': Package } };

describe('the next release', () => {
  it('raises the version of every chart', () => {
    const raised = packages['.']['extra-files'].map(({ path }) => path);
    expect(raised.filter((path) => path.startsWith('deploy/')).toSorted()).toEqual(charts);
  });

  it.each(charts)('finds the version in %s', (chart) => {
    const text = read(chart);
    expect(text).toMatch(/^# x-release-please-start-version\nversion: .+\n[^]*^# x-release-please-end$/m);
    expect(parse(text)).toMatchObject({ name: basename(dirname(chart)), version });
  });

  it('raises the version of the image with them', () => {
    const marked = /^# x-release-please-start-version\n([^]*)^# x-release-please-end$/m;
    const [, block] = marked.exec(read('deploy/charts/minipokedex/Chart.yaml'))!;
    expect(parse(block!)).toEqual({ version, appVersion: version });
    expect(parse(read('package.json'))).toMatchObject({ version });
  });
});
