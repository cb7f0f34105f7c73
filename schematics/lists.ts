import type { Tree } from '@angular-devkit/schematics';

/** No generated part can have this name. */
export class NameRefusedError extends Error {}

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
