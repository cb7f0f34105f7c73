import { apply, applyTemplates, mergeWith, move, type Rule, url } from '@angular-devkit/schematics';
import { insertAfter, NameRefusedError } from '../lists.ts';

/** Its namespace has the project's name before it, and 63 characters at most. */
const LONGEST = 20;

/** Adds an environment like local. */
export function environment({ name }: { name: string }): Rule {
  return (tree) => {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > LONGEST)
      throw new NameRefusedError(
        `'${name}' is no name of an environment: use a-z, 0-9 and single hyphens, begin with a letter, ${LONGEST} characters at most`,
      );
    const overlay = `environments/${name}.yaml`;
    if (tree.exists(overlay)) throw new NameRefusedError(`'${name}' is taken: ${overlay} is there`);
    const entry = `  ${name}:\n    values: [${overlay}]\n`;
    insertAfter(tree, 'helmfile.yaml', /^environments:\n(?: .*\n)+/m, entry);
    const checks = 'deploy/scripts/lint/manifests.sh';
    insertAfter(tree, checks, /^check local local\n/m, `check ${name} ${name}\n`);
    return mergeWith(apply(url('./files'), [applyTemplates({ name }), move('/')]));
  };
}
