import { readFileSync } from 'node:fs';
import { storeImages } from '@app/testing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const chart = (name: string, file: string) =>
  parse(readFileSync(`deploy/charts/${name}/${file}`, 'utf8')) as Record<string, unknown>;

describe('the version of a store', () => {
  it.each(Object.entries(storeImages))(
    'is in the chart %s what development and tests have',
    (name, image) => {
      const { repository } = chart(name, 'values.yaml')['image'] as { repository: string };
      expect(`${repository}:${String(chart(name, 'Chart.yaml')['appVersion'])}`).toBe(image);
    },
  );

  it('is that of the client which makes the backups', () => {
    expect(chart('backup', 'Chart.yaml')['appVersion']).toBe(chart('mysql', 'Chart.yaml')['appVersion']);
  });
});
