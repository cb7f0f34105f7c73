import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { faultsIn, firstSeed, histories } from './explore.js';
import { liveThrough, type World } from './history.js';
import { plantedBugs } from './planted.bugs.js';
import { distinct, exact, impossible } from './worlds.js';

const seeds = Math.ceil(histories / Object.keys({ ...exact, ...distinct }).length);
/** Within so many histories a mistake must show. */
const search = { seeds: 500, untilFound: true };

beforeAll(() => Logger.overrideLogger(false));

const report = (name: string, visits: number) =>
  console.info(`${name}: SEED=${firstSeed} to ${firstSeed + seeds - 1}, ${visits} visits`);

describe('the counter, simulated', { timeout: 0 }, () => {
  it.each(Object.entries<World>(exact))('counts each visit once, in order: %s', async (name, world) => {
    const { faulty, visits } = await faultsIn(world, { seeds });
    report(name, visits);
    expect(faulty).toEqual([]);
  });

  it.each(Object.entries<World>(distinct))(
    'gives no number twice, and loses none: %s',
    async (name, world) => {
      const { faulty, visits } = await faultsIn(world, { seeds, surplus: true });
      report(name, visits);
      expect(faulty).toEqual([]);
    },
  );

  it.each(Object.entries<World>(impossible))('is not exact, as the documents say: %s', async (_, world) => {
    expect((await faultsIn(world, search)).faulty).toHaveLength(1);
  });

  it.each([
    { cuts: 40, numbered: 1 },
    { cuts: 300, numbered: 0.98 },
  ])('gives visits a number though $cuts connections are cut in 8 s', async ({ cuts, numbered }) => {
    const { visits } = await liveThrough({ services: 2, cuts }, firstSeed);
    // Before that the services start.
    const later = visits.filter(({ begin }) => begin > 500);
    const numbers = later.filter(({ answer }) => typeof answer === 'number');
    expect(numbers.length / later.length).toBeGreaterThanOrEqual(numbered);
  });

  it('repeats the history of a seed', async () => {
    const world = exact['all at once under WAIT'];
    expect(await liveThrough(world, firstSeed)).toEqual(await liveThrough(world, firstSeed));
  });
});

describe('the simulation finds a planted mistake', { timeout: 0 }, () => {
  it.each(Object.entries(plantedBugs))('%s', async (_, world) => {
    expect((await faultsIn(world, search)).faulty).toHaveLength(1);
  });
});
