import { readFileSync } from 'node:fs';

interface Price {
  what: string;
  source: string;
  /** Of the source, or when it was read. */
  date: string;
}

/** Dollars. */
export interface Prices {
  fargate: Price & { vcpuHour: number; gbHour: number };
  cloudRunByRequest: Price & { vcpuSecond: number; gbSecond: number; millionRequests: number };
  cloudRunByInstance: Price & { vcpuSecond: number; gbSecond: number };
}

export const PRICES = JSON.parse(readFileSync('bench/cost/prices.json', 'utf8')) as Prices;

const HOURS = 730;
const SECONDS = HOURS * 3600;
/** Share of its CPU at which a pod or an instance is full. */
const FULL = 0.7;
const POD = { vcpus: 0.25, gb: 0.5 };
/** Cloud Run's smallest that has CPU between requests too. */
const INSTANCE = { vcpus: 1, gb: 0.5 };
/** The chart's `minReplicas` and `idleSeconds`, and Cloud Run's patience with an idle instance. */
const PODS = 2;
const POD_IDLE_S = 300;
const INSTANCE_IDLE_S = 900;
const STEP_S = 0.1;

/** CPU that a process uses: idle, as a share of a core, and for each visit, in seconds. */
export interface Usage {
  idle: number;
  visitS: number;
}

/** The month's bill in dollars, of `visits` a second that come at random (Poisson). */
export type Bill = (visits: number, usage: Usage) => number;

export const BILLS: Readonly<Record<string, Bill>> = {
  'two pods or more': (visits, usage) => Math.max(PODS, needed(visits, usage, POD.vcpus)) * podMonth(),

  'pods, to zero': (visits, usage) =>
    upShare(visits, POD_IDLE_S) * needed(visits, usage, POD.vcpus) * podMonth(),

  'Cloud Run, by instance': (visits, usage) => {
    const instances = upShare(visits, INSTANCE_IDLE_S) * needed(visits, usage, INSTANCE.vcpus);
    return instances * instanceMonth(PRICES.cloudRunByInstance);
  },

  'Cloud Run, by request': (visits, usage) => {
    const price = PRICES.cloudRunByRequest;
    const instances = upShare(visits, STEP_S) * needed(visits, usage, INSTANCE.vcpus);
    return instances * instanceMonth(price) + ((visits * SECONDS) / 1e6) * price.millionRequests;
  },
};

/** The least number of visits a second, to 1 %, from which on the one bill is higher than the other; undefined for none. */
export function crossing(bill: Bill, other: Bill, usage: Usage): number | undefined {
  for (let visits = 1e-5; visits < 1e5; visits *= 1.01)
    if (bill(visits, usage) > other(visits, usage)) return visits;
  return undefined;
}

/** Share of the time in which somebody came within the last so many seconds: the busy share of an M/D/∞ queue. */
function upShare(visits: number, idleS: number): number {
  return 1 - Math.exp(-visits * idleS);
}

function needed(visits: number, { idle, visitS }: Usage, vcpus: number): number {
  return Math.max(1, Math.ceil((idle + visits * visitS) / (FULL * vcpus)));
}

function podMonth(): number {
  const { vcpuHour, gbHour } = PRICES.fargate;
  return HOURS * (POD.vcpus * vcpuHour + POD.gb * gbHour);
}

function instanceMonth({ vcpuSecond, gbSecond }: { vcpuSecond: number; gbSecond: number }): number {
  return SECONDS * (INSTANCE.vcpus * vcpuSecond + INSTANCE.gb * gbSecond);
}
