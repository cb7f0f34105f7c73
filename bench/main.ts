import { OtlpReceiver } from '@app/testing';
import { service, serviceAndPeers } from './candidates.js';
import { writeRegion } from './document.js';
import { loadsOver } from './load.js';
import { measureAll } from './measure.js';
import { reportOf } from './report.js';
import { withStores } from './stores.js';
import { targetsTable } from './targets.js';

const { FORM, AGAINST } = process.env;
/** The short one shows that the benchmark works, and little more. */
const form = FORM === 'short' ? { rounds: 2, seconds: 1 } : { rounds: 7, seconds: 8 };

await withStores(async (stores) => {
  const loads = loadsOver(stores.names);
  if (AGAINST) {
    const builds = [service(stores), service(stores, AGAINST, AGAINST)];
    return console.log(reportOf(await measureAll(builds, loads, stores, form), loads, form));
  }
  const collector = await OtlpReceiver.start();
  const measured = await measureAll(serviceAndPeers(stores, collector.url), loads, stores, form);
  await collector.stop();
  const report = `### Targets\n\n${targetsTable(measured)}\n\n${reportOf(measured, loads, form)}`;
  await writeRegion('docs/performance.md', 'bench', report);
});
