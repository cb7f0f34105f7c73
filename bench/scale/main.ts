import { prepareService } from '../candidates.js';
import { table, writeRegion } from '../document.js';
import { requireWrk } from '../load.js';
import { withStores } from '../stores.js';
import { compareWithService } from './check.js';
import { measureConstants } from './constants.js';
import { ASSUMED, type Constants } from './scenario.js';
import { limitsTable, oneServerTable } from './tables.js';

const DOCUMENT = 'docs/scale.md';

/** Measures the model's constants, holds the model against the service, and writes what it says into docs/scale.md. */
requireWrk();
await withStores(async (stores) => {
  const constants = await measureConstants(stores.redisAddress);
  console.log(constants);
  const comparison = await compareWithService(prepareService(stores), stores, constants);
  await writeRegion(DOCUMENT, 'check', comparison);
  await writeRegion(
    DOCUMENT,
    'model',
    [
      '### Constants',
      constantsTable(constants),
      '### One server',
      oneServerTable(constants),
      '### Where it ends',
      limitsTable(constants),
    ].join('\n\n'),
  );
});

function constantsTable({ commandUs, nameUs, syncUs }: Constants): string {
  return table(
    ['constant', 'µs', 'source'],
    [
      ['a command, apart from its names (a)', String(commandUs), "measured: CPU of Redis's main thread"],
      ['each name in it (b)', String(nameUs), 'measured: the same'],
      [
        'writing and syncing the file, per turn of Redis (f)',
        String(syncUs),
        'measured: a lone call with `always` less one with `no`',
      ],
      [
        'round trip between a replica and Redis (d)',
        String(ASSUMED.roundTripUs),
        'assumed: two pods of one zone',
      ],
      ["a visit's CPU in the service (c)", String(ASSUMED.visitUs), 'assumed: a busy pod'],
      ["a turn of the service's event loop besides", String(ASSUMED.turnUs), 'assumed'],
    ],
  );
}
