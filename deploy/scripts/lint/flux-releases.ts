// flux-releases.ts FOLDER: writes the values of each HelmRelease in FOLDER/objects.json to a file beside it, and prints
// one line for each release: its name, namespace, chart, version and repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { find, readObjects } from './flux-objects.ts';

const folder = process.argv[2]!;
const objects = readObjects(join(folder, 'objects.json'));

for (const { kind, metadata, spec } of objects) {
  if (kind !== 'HelmRelease') continue;
  const { name, namespace } = metadata;
  const { chart, version, sourceRef } = spec.chart.spec;
  const repository = find(objects, 'HelmRepository', sourceRef.name, namespace);
  if (!repository)
    throw new Error(`HelmRelease ${name}: its HelmRepository ${sourceRef.name} is not beside it`);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(spec.values ?? {}));
  console.log(name, namespace, chart, version, repository.spec.url);
}
