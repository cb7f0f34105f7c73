import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Scratch } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Package {
  'extra-files': { path: string }[];
}

const read = (path: string) => readFileSync(path, 'utf8');
// The library is packed into the others and has no version of its own to raise.
const charts = globSync('deploy/charts/*/Chart.yaml')
  .filter((path) => !path.includes('/common/'))
  .toSorted();
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

describe('make package-charts', () => {
  it('packs charts that render by themselves', async () => {
    using copy = new Scratch('deploy');
    expect(await copy.make('package-charts')).toMatchObject({ status: 0 });
    for (const path of charts) {
      const chart = basename(dirname(path));
      const [values] = globSync(`deploy/charts/${chart}/ci/01-*.yaml`);
      const words = [`dist/charts/${chart}-${version}.tgz`, '--values', values!];
      expect(await copy.run('helm', 'template', chart, ...words)).toMatchObject({ status: 0 });
    }
  });
});
