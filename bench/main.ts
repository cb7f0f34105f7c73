import { writeFile } from 'node:fs/promises';
import { prepareCandidates, prepareStartOnly } from './candidates.js';
import { throughputChart } from './chart.js';
import { writeRegion } from './document.js';
import { loadsOver, requireWrk } from './load.js';
import { type Options, readOptions, usage } from './options.js';
import { reportOf } from './report.js';
import { measureAll } from './results.js';
import { type Stores, withCollector, withStores } from './stores.js';

const CHART = 'docs/performance.svg';

async function measure(stores: Stores, collector: string, options: Options): Promise<void> {
  const candidates = prepareCandidates(stores, collector);
  const loads = loadsOver(stores.names);
  const results = await measureAll(candidates, prepareStartOnly(stores), loads, stores, options);
  await writeRegion('docs/performance.md', 'bench', reportOf(results, options));
  await writeFile(CHART, throughputChart(results));
}

const options = readOptions(process.argv.slice(2));
if (options) {
  requireWrk();
  await withStores((stores) => withCollector((collector) => measure(stores, collector, options)));
} else console.log(usage);
