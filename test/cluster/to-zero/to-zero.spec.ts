import { setTimeout as sleep } from 'node:timers/promises';
import { EventStream, request, until, VisitLedger } from '@app/testing';
import { beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { Environment, TO_ZERO } from '../harness/environment.js';
import { INTERCEPTOR } from './harness/interceptor.js';

/** Starts from zero that are measured, and cycles down and up under visits; of five cycles one has its Redis killed. */
const STARTS = Number(process.env['STARTS'] ?? 3);
const CYCLES = Number(process.env['CYCLES'] ?? 5);

const NAMES = ['bulbasaur', 'ivysaur', 'venusaur'];

const local = new Environment('local', inject('toZeroWorkspace'), TO_ZERO);

interface Pods {
  items: { metadata: { name: string; deletionTimestamp?: string } }[];
}
interface Page {
  data: { name: string; count: number | null }[];
}
interface Entry {
  data: { count: number | null };
}

async function pods() {
  const { items } = await local.get<Pods>('pods', '--selector=app.kubernetes.io/component=service');
  return items.map(({ metadata }) => metadata);
}

/** Waits until no pod is left. */
const idle = () => until('no pod', async () => (await pods()).length === 0, { timeout: 240_000 });

const allEnd = async () => (await pods()).every(({ deletionTimestamp }) => deletionTimestamp !== undefined);

/** Waits until the last pod has been told to end; it may still answer. */
const ending = () => until('a pod that ends', allEnd, { timeout: 120_000 });

const scaleRedis = (replicas: number) =>
  local.kubectl(['scale', 'statefulset/redis', `--replicas=${replicas}`]);

/** Redis stays away until it is scaled again. */
async function killRedis(): Promise<void> {
  await scaleRedis(0);
  await local.kubectl(['delete', 'pod/redis-0', '--grace-period=0', '--force']);
}

/** Visits over a connection of its own. A cold visit may take longer than the service promises, but is answered 200. */
async function visit(name: string, ledger = new VisitLedger()) {
  const startedAt = performance.now();
  const options = { status: 200, headers: { connection: 'close' } };
  const { status, headers, text, body } = await request(`${INTERCEPTOR}/${name}`, options);
  const ms = performance.now() - startedAt;
  const head = Object.entries(headers).map(([key, value]) => `\r\n${key}: ${value}`);
  expect(ledger.record(name, { status, head: head.join(''), body: text }, startedAt)).toBe(true);
  return { number: (body as Entry).data.count, cold: headers['x-keda-http-cold-start'] === 'true', ms };
}

/** The counts as the service lists them; an error until all are known. */
async function counts(): Promise<Map<string, number>> {
  const { body } = await request(`${INTERCEPTOR}/?limit=1000`, { status: 200 });
  const listed = (body as Page).data.filter(({ name }) => NAMES.includes(name));
  if (listed.some(({ count }) => count === null)) throw new Error('the counts are not known at the moment');
  return new Map(listed.map(({ name, count }) => [name, count!]));
}

const rank = (sorted: number[], share: number) => sorted[Math.ceil(share * sorted.length) - 1];

beforeEach(idle);

describe('no pod while nobody asks', () => {
  it(`gives each of ${STARTS} first visitors a number`, async () => {
    const visits = [];
    for (let start = 0; start < STARTS; start += 1) {
      await idle();
      visits.push(await visit('pikachu'));
    }
    const [first] = visits;
    const numbers = visits.map(({ number, cold }) => [number, cold]);
    expect(numbers).toEqual(visits.map((_, index) => [first!.number! + index, true]));
    const times = visits.map(({ ms }) => Math.round(ms)).toSorted((a, b) => a - b);
    console.log(
      `first visitors waited, in ms: p50 ${rank(times, 0.5)}, p95 ${rank(times, 0.95)}; ${times.join(' ')}`,
    );
  }, 3_600_000);

  it('gives 100 visitors at once 100 numbers', async () => {
    const visits = await Promise.all(Array.from({ length: 100 }, () => visit('eevee')));
    const numbers = visits.map(({ number }) => number ?? NaN).toSorted((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  });

  it('keeps a pod up for whoever follows the counts', async () => {
    const stream = await EventStream.open(`${INTERCEPTOR}/counts/events`);
    onTestFinished(() => stream.leave());
    expect(await stream.next()).toMatchObject({ type: 'counts' });
    const before = await pods();
    await sleep(15_000);
    expect(await pods()).toEqual(before);
  });

  it(`counts exactly in ${CYCLES} cycles down and up under visits, though Redis is killed`, async () => {
    const ledger = new VisitLedger();
    const visits = async () => {
      for (let round = 0; round < 5; round += 1) await Promise.all(NAMES.map((name) => visit(name, ledger)));
    };
    for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
      // Every other time while the pod before still ends.
      await (cycle % 2 > 0 ? idle() : ending());
      await visits();
      if (cycle % 5 > 0) continue;
      await killRedis();
      const { nulls } = ledger;
      const isKept = async () => {
        await visits();
        return ledger.nulls > nulls;
      };
      await until('visits without a number', isKept, { timeout: 30_000 });
      await ending();
      // The pod that ends has to deliver them.
      await scaleRedis(1);
    }
    await ending();
    await expect
      .poll(async () => ledger.faults(await counts()), { timeout: 180_000, interval: 1000 })
      .toEqual([]);
    console.log(ledger.figures(await counts()));
  }, 3_600_000);
});
