import { parseArgs } from 'node:util';

/** How long to measure. */
export interface Options {
  /** Rounds; each visits every candidate. */
  rounds: number;
  /** Seconds of each load on each candidate in each round. */
  seconds: number;
  /** Seconds under load before the first measurement of a candidate in a round. */
  warmUpSeconds: number;
  /** How often each candidate is started to time its start. */
  starts: number;
}

const normal: Options = { rounds: 7, seconds: 8, warmUpSeconds: 5, starts: 9 };
/** To try the benchmark itself: its figures say little. */
const short: Options = { rounds: 2, seconds: 2, warmUpSeconds: 2, starts: 3 };

export const usage = `Usage: npm run bench -- [--short] [--rounds N] [--seconds N]

  --rounds N   rounds, each of which visits every candidate; by default ${normal.rounds}
  --seconds N  seconds of each load; by default ${normal.seconds}
  --short      ${short.rounds} rounds of ${short.seconds} seconds, to try it out
  --help       this text`;

/** @returns undefined if help is asked for */
export function readOptions(argv: string[]): Options | undefined {
  const { values } = parseArgs({
    args: argv,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      short: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const base = values.short ? short : normal;
  return {
    ...base,
    rounds: wholeNumber('--rounds', values.rounds, base.rounds),
    seconds: wholeNumber('--seconds', values.seconds, base.seconds),
  };
}

function wholeNumber(option: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (!/^[1-9][0-9]{0,3}$/.test(given))
    throw new Error(`${option} must be a whole number from 1\n\n${usage}`);
  return Number(given);
}
