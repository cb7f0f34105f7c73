import { service } from '../candidates.js';
import { writeRegion } from '../document.js';
import { withStores } from '../stores.js';
import { compareWithService } from './check.js';
import { measureConstants } from './constants.js';
import { compareReplicas } from './replicas.js';
import { constantsTable, limitsTable, oneServerTable } from './tables.js';

const DOCUMENT = 'docs/scale.md';

/** Measures the model's constants, holds the model against the service, and writes what it says into docs/scale.md. */
await withStores(async (stores) => {
  const constants = await measureConstants(stores.redisAddress);
  console.log(constants);
  await writeRegion(DOCUMENT, 'replicas', await compareReplicas(service(stores), stores));
  await writeRegion(DOCUMENT, 'check', await compareWithService(service(stores), stores, constants));
  const tables = {
    Constants: constantsTable(constants),
    'One server': oneServerTable(constants),
    'Where it ends': limitsTable(constants),
  };
  const sections = Object.entries(tables).map(([title, table]) => `### ${title}\n\n${table}`);
  await writeRegion(DOCUMENT, 'model', sections.join('\n\n'));
});
