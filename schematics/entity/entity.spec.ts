import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HostTree, Tree } from '@angular-devkit/schematics';
import { SchematicTestRunner } from '@angular-devkit/schematics/testing/index.js';
import { describe, expect, it } from 'vitest';

const runner = new SchematicTestRunner('schematics', resolve('schematics/collection.json'));

/** A project without any entity, so that no name is taken. */
function emptyProject(): Tree {
  const tree = new HostTree();
  const modules = `import { Module } from '@nestjs/common';

@Module({
  imports: [
    // The features.
    OtherModule,
  ],
})
export class AppModule {}
`;
  tree.create('apps/api/src/app.module.ts', modules);
  tree.create('migrations/0004-other.ts', "[[130, 'gyarados', 'agua']];\n");
  const migrations = "import { Other1793491200007 } from './0004-other.js';\n\n";
  tree.create('migrations/index.ts', `${migrations}export const migrations = [\n  Other1793491200007,\n];\n`);
  const grants = "export const serviceGrants = [\n  { table: 'other', privileges: ['SELECT'] },\n];\n";
  tree.create('migrations/grants.ts', grants);
  return tree;
}

const generate = (name: string, tree: Tree = emptyProject()) => runner.runSchematic('entity', { name }, tree);

describe('a new entity', () => {
  it('has the next number, and follows the others in each list', async () => {
    const tree = await generate('trading-card');

    expect(tree.readText('migrations/index.ts')).toBe(`import { Other1793491200007 } from './0004-other.js';
import { CreateTradingCard1793491200008 } from './0005-create-trading-card.js';

export const migrations = [Other1793491200007, CreateTradingCard1793491200008];
`);
    expect(tree.readText('migrations/grants.ts')).toContain(
      "'SELECT'] },\n  { table: 'trading_card', privileges: ['SELECT'] },\n];",
    );
    expect(tree.readText('apps/api/src/app.module.ts')).toMatch(/OtherModule,\n\s+TradingCardsModule,\n/);
    expect(tree.readText('apps/api/src/trading-cards/trading-cards.controller.ts')).toContain(
      "@Controller('trading-cards')",
    );
  });

  it.each([
    ['berry', 'berries'],
    ['key-ring', 'key-rings'],
    ['box', 'boxes'],
    ['toy', 'toys'],
  ])('named %s is reached at /%s', async (name, plural) => {
    expect((await generate(name)).files).toContain(`/apps/api/src/${plural}/${plural}.module.ts`);
  });

  it('finds the lists of this project', async () => {
    const lists = ['apps/api/src/app.module.ts', 'migrations/grants.ts', 'migrations/index.ts'];
    const tree = emptyProject();
    for (const path of lists) tree.overwrite(path, readFileSync(path, 'utf8'));
    const generated = await generate('one-that-nobody-has', tree);

    for (const path of lists) expect(generated.readText(path)).toMatch(/one.?that.?nobody.?has/i);
  });

  it.each([
    ['Berry', "'Berry' is no name of an entity"],
    ['-berry', 'is no name'],
    ['trading--card', 'is no name'],
    ['b'.repeat(41), '40 characters at most'],
    ['order', "'order' is a reserved word of MySQL: take another, such as my-order"],
    ['high-priority', "'high_priority' is a reserved word"],
    ['other', "'other' is taken: migrations/grants.ts has a table other"],
    ['gyarado', 'its route /gyarados is the visit of the Pokémon in migrations/0004-other.ts'],
  ])('is refused by the name %s', async (name, reason) => {
    await expect(generate(name)).rejects.toThrow(reason);
  });

  it('is refused if it is there, or its folder', async () => {
    const tree = await generate('berry');
    await expect(generate('berry', tree)).rejects.toThrow(
      "'berry' is taken: apps/api/src/berries/berry.entity.ts is there",
    );
    tree.create('apps/api/src/docs/docs.controller.ts', '');
    await expect(generate('doc', tree)).rejects.toThrow('apps/api/src/docs is there');
  });

  it('is refused with the line to add where a list has another form', async () => {
    const tree = emptyProject();
    tree.overwrite('migrations/grants.ts', 'export const serviceGrants = none;');
    await expect(generate('berry', tree)).rejects.toThrow(
      /^migrations\/grants\.ts has nothing .* add this by hand: \{ table: 'berry'/,
    );
  });
});

describe('docs/make-it-yours.md', () => {
  it('lists what a new entity writes (make docs writes it)', async () => {
    const [before, after] = [emptyProject(), await generate('berry')];
    const written = after.files
      .filter((path) => before.read(path)?.equals(after.read(path)!) !== true)
      .map((path) => `${before.exists(path) ? 'UPDATE' : 'CREATE'} ${path.slice(1)}`);
    const text = readFileSync('docs/make-it-yours.md', 'utf8');
    const generatedPart = /(?<=<!-- entity:start -->\n\n).*(?=<!-- entity:end -->)/s;
    expect(text).toMatch(generatedPart);
    const list = `\`\`\`text\n${written.join('\n')}\n\`\`\`\n\n`;
    await expect(text.replace(generatedPart, () => list)).toMatchFileSnapshot('../../docs/make-it-yours.md');
  });
});
