import type { World } from './history.js';

/** Where every visit is counted once, in the order of time. */
export const exact = {
  'connections are cut': { services: 2, cuts: 20 },
  'a storm of cuts, under WAIT': { services: 2, cuts: 300, waitReplicas: 1 },
  'Redis freezes, and MySQL is away': { services: 2, cuts: 10, freezes: 4, databaseOutages: 1 },
  'visits are refused': { services: 2, cuts: 10, freezes: 4, whenDown: 'reject' },
  'services end and start': { services: 3, burst: 25, cuts: 10, freezes: 2, restarts: 4 },
  'a fail-over under WAIT': { services: 4, burst: 10, waitReplicas: 1, failOvers: 1 },
  'all at once under WAIT': {
    services: 2,
    waitReplicas: 1,
    failOvers: 1,
    partitions: 2,
    cuts: 10,
    freezes: 3,
    restarts: 2,
    whenDown: 'reject',
  },
} satisfies Record<string, World>;

/** Where Redis loses what it confirmed, but the only service knows it. Numbers may be left out there. */
export const distinct = {
  'one service, a fail-over without WAIT': { forMs: 2500, gapMs: 4, burst: 1e9, failOvers: 1 },
  'one service, another Redis without counts': { forMs: 4000, cuts: 5, replacements: 2 },
} satisfies Record<string, World>;

/** Where no program could be exact, and the documents say so. */
export const impossible = {
  'two services, a fail-over without WAIT': { services: 2, failOvers: 1 },
  'a Redis that evicts the records of lanes': { services: 2, cuts: 20, freezes: 3, evictions: 20 },
} satisfies Record<string, World>;
