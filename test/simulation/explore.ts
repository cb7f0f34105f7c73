import { type History, liveThrough, type World } from './history.js';

/** `SEED=` repeats the history of one seed; `SEEDS=` is how many histories a run has, over all worlds. */
const { SEED, SEEDS } = process.env;
export const firstSeed = Number(SEED ?? 1);
export const histories = Number(SEEDS ?? (SEED === undefined ? 320 : 1));

export interface Exploration {
  seeds: number;
  /** Whether a total may be higher than the visits, as where numbers may be left out. */
  surplus?: boolean;
  /** Ends with the first history that is wrong. */
  untilFound?: boolean;
}

/** Lives through a world with each seed in turn, and returns what was wrong in which history. */
export async function faultsIn(world: World, { seeds, surplus = false, untilFound = false }: Exploration) {
  const faulty: Omit<History, 'visits'>[] = [];
  let total = 0;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const { visits, ...faults } = await liveThrough(world, seed);
    total += visits.length;
    const { twice, disordered, missing, unanswered } = faults;
    if (twice + disordered + missing + unanswered + (surplus ? 0 : faults.surplus) > 0) faulty.push(faults);
    if (untilFound && faulty.length > 0) break;
  }
  return { faulty, visits: total };
}
