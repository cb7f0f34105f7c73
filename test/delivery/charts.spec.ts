import { describe, expect, it } from 'vitest';
import { failureOf, useCopy } from './copy.fixture.js';

const copy = useCopy('deploy/charts', 'deploy/scripts', 'deploy/tools.txt');

describe('the lint of the charts', () => {
  it.each([
    ['README.md', '# -- Pods behind Sentinel, an odd number', '# -- Pods behind Sentinel'],
    ['values.schema.json', '@schema enum: [3, 5, 7]', '@schema enum: [3, 5]'],
  ])('finds a %s that is older than its values.yaml', async (file, from, to) => {
    copy.edit('deploy/charts/redis/values.yaml', from, to);
    expect(await failureOf(copy.make('lint-charts', 'CHART=redis'))).toContain(
      `deploy/charts/redis/${file} is out of date: make docs-charts`,
    );
  });
});
