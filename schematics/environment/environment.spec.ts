import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HostTree } from '@angular-devkit/schematics';
import { SchematicTestRunner } from '@angular-devkit/schematics/testing/index.js';
import { describe, expect, it } from 'vitest';

const runner = new SchematicTestRunner('schematics', resolve('schematics/collection.json'));

function project(): HostTree {
  const tree = new HostTree();
  for (const path of ['helmfile.yaml', 'deploy/scripts/lint/manifests.sh', 'environments/local.yaml'])
    tree.create(path, readFileSync(path, 'utf8'));
  return tree;
}

describe('a new environment', () => {
  it('is listed where helmfile and the checks look for it', async () => {
    const tree = await runner.runSchematic('environment', { name: 'try-out' }, project());

    expect(tree.readText('helmfile.yaml')).toContain(
      '\n  try-out:\n    values: [environments/try-out.yaml]\n\n---\n',
    );
    expect(tree.readText('deploy/scripts/lint/manifests.sh')).toContain('\ncheck try-out try-out\n');
    expect(tree.exists('environments/try-out.yaml')).toBe(true);
  });

  it.each([
    ['Preview', "'Preview' is no name of an environment"],
    ['a'.repeat(21), '20 characters at most'],
    ['local', "'local' is taken: environments/local.yaml is there"],
  ])('is refused by the name %s', async (name, reason) => {
    await expect(runner.runSchematic('environment', { name }, project())).rejects.toThrow(reason);
  });
});
