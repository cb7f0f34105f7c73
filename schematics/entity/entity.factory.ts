import {
  apply,
  applyTemplates,
  chain,
  mergeWith,
  move,
  type Rule,
  type Tree,
  url,
} from '@angular-devkit/schematics';
import { format, resolveConfig } from 'prettier';
import { insertAfter, NameRefusedError } from '../lists.ts';
import { type EntityNames, entityNames } from './entity.names.ts';

const MODULES = 'apps/api/src/app.module.ts';
const MIGRATIONS = 'migrations/index.ts';
const GRANTS = 'migrations/grants.ts';

interface Migration {
  /** As in its file: `0005`. */
  number: string;
  /** At the end of its class, by which TypeORM orders them. */
  timestamp: number;
}

/** Adds a table, its migration and grant, and a feature that lists its rows. */
export function entity(options: { name: string }): Rule {
  return (tree) => {
    const names = entityNames(options.name);
    refuseTaken(tree, names);
    const migration = nextMigration(tree);
    addToLists(tree, names, migration);
    const files = apply(url('./files'), [applyTemplates({ ...names, ...migration }), move('/')]);
    return chain([mergeWith(files), formatted]);
  };
}

function refuseTaken(tree: Tree, { name, plural, table }: EntityNames): void {
  const refuse = (reason: string) => {
    throw new NameRefusedError(`'${name}' is taken: ${reason}`);
  };
  tree.getDir('apps/api/src').visit((path) => {
    if (path.endsWith(`/${name}.entity.ts`)) refuse(`${path.slice(1)} is there`);
  });
  if (tree.getDir(`apps/api/src/${plural}`).subfiles.length > 0) refuse(`apps/api/src/${plural} is there`);
  if (tree.readText(GRANTS).includes(`'${table}'`)) refuse(`${GRANTS} has a table ${table}`);
  for (const file of tree.getDir('migrations').subfiles)
    if (tree.readText(`migrations/${file}`).includes(`'${plural}'`))
      refuse(`its route /${plural} is the visit of the Pokémon in migrations/${file}`);
}

function nextMigration(tree: Tree): Migration {
  const numbers = tree.getDir('migrations').subfiles.map((file) => Number(/^\d{4}(?=-)/.exec(file) ?? 0));
  const timestamps = tree.readText(MIGRATIONS).match(/(?<=[A-Za-z])\d{13}\b/g) ?? [];
  return {
    number: String(Math.max(...numbers) + 1).padStart(4, '0'),
    timestamp: Math.max(...timestamps.map(Number)) + 1,
  };
}

function addToLists(tree: Tree, names: EntityNames, { number, timestamp }: Migration): void {
  const { name, plural, pascal, pluralPascal, table } = names;
  const migration = `Create${pascal}${timestamp}`;
  const module = `${pluralPascal}Module`;
  const imports = /(?:^import [^;]*;\n)+/m;
  const add = (path: string, place: RegExp, addition: string) => insertAfter(tree, path, place, addition);
  add(MODULES, imports, `import { ${module} } from './${plural}/${plural}.module.js';\n`);
  add(MODULES, /\/\/ The features\.[^]*?(?=,?\n {2}\])/, `,\n    ${module}`);
  add(MIGRATIONS, imports, `import { ${migration} } from './${number}-create-${name}.js';\n`);
  add(MIGRATIONS, /const migrations = \[[^]*?(?=,?\s*\];)/, `,\n  ${migration}`);
  add(
    GRANTS,
    /serviceGrants\b.* = \[[^]*?(?=,?\s*\];)/,
    `,\n  { table: '${table}', privileges: ['SELECT'] }`,
  );
}

/** Formats all that was written, as the length of the name decides where its lines break. */
async function formatted(tree: Tree): Promise<void> {
  for (const path of new Set(tree.actions.map((action) => action.path))) {
    const file = `.${path}`;
    tree.overwrite(
      path,
      await format(tree.readText(path), { ...(await resolveConfig(file)), filepath: file }),
    );
  }
}
