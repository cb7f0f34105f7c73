import { readFileSync } from 'node:fs';

/** The objects in a file that kubectl wrote as JSON, one after another. */
export const readObjects = (file) =>
  readFileSync(file, 'utf8')
    .split(/(?<=^\})$/m)
    .filter((text) => text.trim())
    .map((text) => JSON.parse(text));

/** The one of that kind and name in the namespace, if it is among them. */
export const find = (objects, kind, name, namespace) =>
  objects.find(
    (object) =>
      object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace,
  );
