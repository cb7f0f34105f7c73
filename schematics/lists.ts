import type { Tree } from '@angular-devkit/schematics';

/** No generated part can have this name. */
export class NameRefusedError extends Error {}

/** @throws NameRefusedError unless it can stand in file names, tables and namespaces */
export function requireName(name: string, of: string, longest: number, advice = ''): void {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= longest) return;
  throw new NameRefusedError(
    `'${name}' is no name of an ${of}: use a-z, 0-9 and single hyphens, begin with a letter, ${longest} characters at most${advice}`,
  );
}

/** A file that names all parts of a kind has not the form in which it can be added to. */
class UnknownFormError extends Error {}

/** @throws UnknownFormError that names the addition, for a person to make */
export function insertAfter(tree: Tree, path: string, place: RegExp, addition: string): void {
  const text = tree.readText(path);
  if (!place.test(text))
    throw new UnknownFormError(
      `${path} has nothing that matches ${place}: add this by hand: ${addition.replace(/^,?\s*/, '')}`,
    );
  tree.overwrite(
    path,
    text.replace(place, (before) => before + addition),
  );
}
