import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { measured } from './constants.ts';
import { ASSUMED } from './scenario.ts';
import { clusterTables, limitsTable, oneServerTable } from './tables.ts';

/** Simulates all scenarios and writes their tables into docs/scale.md. Usage: node bench/scale/simulate.ts */
const file = new URL('../../docs/scale.md', import.meta.url).pathname;
const [start, end] = ['<!-- model:start -->', '<!-- model:end -->'];

const constants = `| constant | µs | from |
| -- | --: | -- |
| command, apart from its names (a) | ${measured.commandUs} | measured: CPU of Redis's main thread |
| each name in it (b) | ${measured.nameUs} | measured: the same |
| writing and syncing the file, per turn of Redis (f) | ${measured.syncUs} | measured: a lone call with \`always\` less one with \`no\` |
| round trip between a replica and Redis (d) | ${ASSUMED.roundTripUs} | assumed: two pods of one zone |
| a visit's CPU in the service (c) | ${ASSUMED.visitUs} | measured under wrk |
| a turn of the service's event loop besides | ${ASSUMED.turnUs} | assumed |`;

const tables = [
  '### Constants',
  constants,
  '### One server',
  oneServerTable(),
  '### Where it ends',
  limitsTable(),
  '### A cluster',
  clusterTables(),
].join('\n\n');

const document = await readFile(file, 'utf8');
const [before, rest] = document.split(start);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`${file} lacks ${start} and ${end}`);
const written = `${before}${start}\n\n${tables}\n\n${end}${after}`;
await writeFile(file, await format(written, { ...(await resolveConfig(file)), filepath: file }));
