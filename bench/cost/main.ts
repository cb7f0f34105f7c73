import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from '@app/testing';
import { service } from '../candidates.js';
import { table, whole, writeRegion } from '../document.js';
import { runAtRate } from '../load.js';
import { residentMb, startCandidate } from '../measure.js';
import { type Stores, withStores } from '../stores.js';
import { BILLS, crossing, PRICES, type Usage } from './bill.js';
import { logPlot } from './plot.js';

const RATES = [0, 1, 100, 10_000];
const SECONDS = 30;

interface Measured {
  visits: number;
  /** Of a core. */
  cpu: number;
  memoryMb: number;
}

/** The CPU and the memory of one process that is visited so often, warmed up by the highest rate. */
async function measure(stores: Stores): Promise<Measured[]> {
  const running = await startCandidate(service(stores));
  try {
    await runAtRate(running.url, RATES.at(-1)!, 10);
    const measured: Measured[] = [];
    for (const visits of RATES) {
      await sleep(2000);
      const { cpuUs } = usageOf(running.pid);
      const startedAt = performance.now();
      await (visits === 0 ? sleep(SECONDS * 1000) : runAtRate(running.url, visits, SECONDS));
      const cpu = (usageOf(running.pid).cpuUs - cpuUs) / (performance.now() - startedAt) / 1000;
      measured.push({ visits, cpu, memoryMb: residentMb(running) });
      console.log(measured.at(-1));
    }
    return measured;
  } finally {
    await running.end('SIGTERM');
  }
}

function measuredTable(measured: readonly Measured[]): string {
  const rows = measured.map(({ visits, cpu, memoryMb }) => [
    whole(visits),
    `${(cpu * 100).toFixed(2)} %`,
    visits === 0 ? '' : `${whole((cpu * 1e6) / visits)} µs`,
    `${Math.round(memoryMb)} MB`,
  ]);
  return table(['visits/s', 'CPU, of a core', 'CPU a visit', 'memory'], rows);
}

function billsTable(usage: Usage): string {
  const bills = Object.values(BILLS);
  const rows = RATES.map((visits) =>
    [whole(visits)].concat(bills.map((bill) => dollars(bill(visits, usage)))),
  );
  return table(['visits/s', ...Object.keys(BILLS)], rows);
}

function crossingsTable(usage: Usage): string {
  const pairs = Object.entries(BILLS).flatMap(([title, bill]) =>
    Object.entries(BILLS)
      .filter(([other]) => other !== title)
      .map(([other, otherBill]) => ({ title, other, at: crossing(bill, otherBill, usage) })),
  );
  const rows = pairs
    .filter(({ at }) => at !== undefined && at > 1e-4)
    .map(({ title, other, at }) => [title, other, frequency(at!)]);
  return table(['this costs more', 'than this', 'from'], rows);
}

const dollars = (value: number) =>
  `$${value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 })}`;

function frequency(visits: number): string {
  return visits < 1
    ? `a visit every ${Math.round(1 / visits)} s`
    : `${Number(visits.toPrecision(2)).toLocaleString('en')} visits/s`;
}

await withStores(async (stores) => {
  const measured = await measure(stores);
  const idle = measured[0]!.cpu;
  const busiest = measured.at(-1)!;
  const usage = { idle, visitS: (busiest.cpu - idle) / busiest.visits };
  const prices = Object.values(PRICES).map(({ what, source, date }) => [what, source, date]);
  const sections = {
    'What a process uses': measuredTable(measured),
    'A month': billsTable(usage),
    'Where they cross': crossingsTable(usage),
    Prices: table(['what', 'source', 'date'], prices),
  };
  const markdown = Object.entries(sections).map(([title, body]) => `### ${title}\n\n${body}`);
  await writeRegion('docs/cost.md', 'cost', markdown.join('\n\n'));
  const lines = Object.entries(BILLS).map(
    ([title, bill]) => [title, (visits: number) => bill(visits, usage)] as const,
  );
  const plot = logPlot(
    Object.fromEntries(lines),
    { title: 'visits a second', from: -4, to: 5 },
    { title: 'dollars a month', from: -1, to: 5 },
  );
  await writeFile('docs/cost.svg', plot);
});
