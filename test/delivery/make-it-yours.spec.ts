import { blocksRunBy, Scratch } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let scratch: Scratch;
beforeEach(async () => {
  scratch = Scratch.ofAll();
  await scratch.commit();
});
afterEach(() => scratch.remove());

const [newEntity, newEnvironment] = blocksRunBy('test/delivery/make-it-yours.spec.ts').map(({ commands }) =>
  commands.replace(/^make |\n$/g, '').split(' '),
);

describe('the guide', () => {
  it('adds entities that pass every check as they are', async () => {
    expect(await scratch.make(...newEntity!)).toMatchObject({ status: 0 });
    expect(await scratch.make('new', 'ENTITY=trading-card')).toMatchObject({ status: 0 });
    const again = await scratch.make('new', 'ENTITY=berry');
    expect(again.output).toContain("'berry' is taken: apps/api/src/berries/berry.entity.ts is there");
    expect(again.status).not.toBe(0);

    expect(await scratch.make('lint', 'typecheck')).toMatchObject({ status: 0 });
    const features = ['berries', 'trading-cards', 'docs'].map((folder) => `apps/api/src/${folder}`);
    const shared = ['migrations', 'apps/admin/src/migrate', 'test/contract/openapi', 'test/documents'];
    const vitest = ['vitest', 'run', '--project=unit', '--project=stores', '--reporter=verbose'];
    const { status, output } = await scratch.run('npx', ...vitest, ...features, ...shared);
    expect(output).toContain('describes the answer 503 of /trading-cards');
    expect(output).toContain('trading-card.repository.stores.spec.ts');
    expect(status).toBe(0);
  });

  it('adds an environment', async () => {
    expect(await scratch.make(...newEnvironment!)).toMatchObject({ status: 0 });
    expect(await scratch.run('prettier', '--check', 'environments', 'helmfile.yaml')).toMatchObject({
      status: 0,
    });
    const { status, output } = await scratch.run('deploy/scripts/lint/render-manifests.sh', 'preview');
    expect(output).toMatch(/kind: Deployment[^]*?\n  replicas: 2\n/);
    expect(status).toBe(0);
    expect((await scratch.run('helmfile', '-e', 'preview', 'list')).output).toMatch(/redis\s+\S+-preview\s/);
  });
});
