// flux-releases.mjs FOLDER: writes the values of each HelmRelease in FOLDER/objects.json beside it, and prints a line for
// each: release, namespace, chart, version, repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { find, readObjects } from './objects.mjs';

const [folder] = process.argv.slice(2);
const objects = readObjects(join(folder, 'objects.json'));

for (const { kind, metadata, spec } of objects) {
  if (kind !== 'HelmRelease') continue;
  const { chart, version, sourceRef } = spec.chart.spec;
  const { url } = find(objects, 'HelmRepository', sourceRef.name, metadata.namespace).spec;
  writeFileSync(join(folder, `${metadata.name}.json`), JSON.stringify(spec.values ?? {}));
  console.log(metadata.name, metadata.namespace, chart, version, url);
}
