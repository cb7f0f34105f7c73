import type { World } from './history.js';
import type { Entries } from './redis.server.js';
import { distinct, exact } from './worlds.js';

/** Remembers what was first made for each batch. */
function once<Value>(make: (value: Value) => Value): (lane: string, number: number, value: Value) => Value {
  const made = new Map<string, Value>();
  return (lane, number, value) => {
    const key = `${lane} ${number}`;
    if (!made.has(key)) made.set(key, make(value));
    return made.get(key)!;
  };
}

/** Mistakes that the counter might make, each in a world that shows it. */
export const plantedBugs: Record<string, World> = {
  'no record of a batch is kept': {
    ...exact['connections are cut'],
    plant: {
      tamper: () => {
        let sent = 0;
        return (lane, number, entries) => [`${lane} ${sent++}`, number, entries];
      },
    },
  },
  'a lane is used again before its answer': {
    ...exact['Redis freezes, and MySQL is away'],
    plant: {
      tamper: () => {
        let last = 0;
        const numberOf = once<number>(() => ++last);
        return (lane, number, entries) => [lane.replace(/\d$/, '0'), numberOf(lane, number, 0), entries];
      },
    },
  },
  'a batch keeps its first floors': {
    ...distinct['one service, a fail-over without WAIT'],
    plant: {
      tamper: () => {
        const firstOf = once<Entries>((entries) => entries);
        return (lane, number, entries) => [lane, number, firstOf(lane, number, entries)];
      },
    },
  },
  'floors are ignored': {
    ...distinct['one service, another Redis without counts'],
    plant: {
      tamper:
        () =>
        (lane, number, [names, visits]) => [lane, number, [names, visits, names.map(() => 0)]],
    },
  },
  'the snapshot holds what no replica has': {
    ...exact['a fail-over under WAIT'],
    plant: {
      prepare: ({ counter }) => {
        const read = counter.readCounts.bind(counter);
        counter.readCounts = () => read({ confirmed: false });
      },
    },
  },
};
