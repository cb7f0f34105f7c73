import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Scratch } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let scratch: Scratch;
beforeEach(async () => {
  scratch = Scratch.ofAll();
  await scratch.commit();
});
afterEach(() => scratch.remove());

/** Does what a section of the guide shows: files in full, each below its path, and differences. */
async function follow(title: string): Promise<void> {
  const guide = readFileSync('docs/make-it-yours.md', 'utf8');
  const [, section] = guide.split(`\n## ${title}\n`);
  if (section === undefined) throw new Error(`the guide has no section ${title}`);
  const [text] = section.split('\n## ');
  for (const [, path, content] of text!.matchAll(/^`(\S+)`:\n\n```\w+\n([^]*?)^```$/gm)) {
    mkdirSync(dirname(join(scratch.folder, path!)), { recursive: true });
    scratch.write(path!, content!);
  }
  for (const [, difference] of text!.matchAll(/^```diff\n([^]*?)^```$/gm)) {
    scratch.write('commands/patch', difference!);
    expect(await scratch.run('git', 'apply', 'commands/patch')).toMatchObject({ status: 0 });
  }
}

describe('the guide', () => {
  it('adds an entity', async () => {
    await follow('Add an entity');
    expect(await scratch.make('docs', 'lint', 'typecheck')).toMatchObject({ status: 0 });
    const specs = ['migrations', 'libs/persistence', 'apps/api', 'test/contract'];
    const { status, output } = await scratch.run(
      'npx',
      'vitest',
      'run',
      '--project=unit',
      '--reporter=verbose',
      ...specs,
    );
    expect(output).toContain('describes the answer 200 of /berries');
    expect(status).toBe(0);
    expect(scratch.read('apps/api/src/docs/openapi.json')).toContain('"/berries"');
  });

  it('adds an environment', async () => {
    await follow('Add an environment');
    const { status, output } = await scratch.run('deploy/scripts/lint/render-manifests.sh', 'preview');
    expect(output).toMatch(/kind: Deployment[^]*?\n  replicas: 2\n/);
    expect(status).toBe(0);
    expect((await scratch.run('helmfile', '-e', 'preview', 'list')).output).toMatch(/redis\s+\S+-preview\s/);
  });
});
