import { apply, applyTemplates, mergeWith, move, type Rule, url } from '@angular-devkit/schematics';
import { insertAfter, NameRefusedError, requireName } from '../lists.ts';

/** Its namespace has the project's name before it, and 63 characters at most. */
const LONGEST = 20;

/** Adds an environment like local. */
export function environment({ name }: { name: string }): Rule {
  return (tree) => {
    requireName(name, 'environment', LONGEST);
    const overlay = `environments/${name}.yaml`;
    if (tree.exists(overlay)) throw new NameRefusedError(`'${name}' is taken: ${overlay} is there`);
    const entry = `  ${name}:\n    values: [${overlay}]\n`;
    insertAfter(tree, 'helmfile.yaml', /^environments:\n(?: .*\n)+/m, entry);
    const checks = 'deploy/scripts/lint/manifests.sh';
    insertAfter(tree, checks, /^check local local\n/m, `check ${name} ${name}\n`);
    return mergeWith(apply(url('./files'), [applyTemplates({ name }), move('/')]));
  };
}
