import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { prepareCandidates, prepareStartOnly } from './candidates.js';
import { throughputChart } from './chart.js';
import { withCollector } from './collector.js';
import { loadsOver } from './load.js';
import { type Options, readOptions, usage } from './options.js';
import { performancePage } from './report.js';
import { measureAll } from './results.js';
import { type Stores, withStores } from './stores.js';

const PAGE = 'docs/performance.md';
const CHART = 'docs/performance.svg';

async function main(options: Options): Promise<void> {
  if (spawnSync('wrk', ['-v']).error)
    throw new Error('wrk is not here: install it (Debian: apt install wrk)');
  await withStores((stores) => withCollector((collector) => measure(stores, collector, options)));
}

async function measure(stores: Stores, collector: string, options: Options): Promise<void> {
  const candidates = prepareCandidates(stores, collector);
  const loads = loadsOver(stores.names);
  const results = await measureAll(candidates, prepareStartOnly(stores), loads, stores, options);
  const style = await resolveConfig(PAGE);
  await writeFile(PAGE, await format(performancePage(results, options), { ...style, filepath: PAGE }));
  await writeFile(CHART, throughputChart(results));
  console.log(`${PAGE} and ${CHART} are written`);
}

const options = readOptions(process.argv.slice(2));
if (options) await main(options);
else console.log(usage);
