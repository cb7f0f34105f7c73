import type { Candidate, CandidateId } from './candidates.js';
import type { Load, LoadId } from './load.js';
import { type LoadFigures, measureRound, type RoundFigures } from './measure.js';
import type { Options } from './options.js';
import { RunningCandidate } from './running.candidate.js';
import { median, type RatioRange, ratioRange } from './statistics.js';
import type { Stores } from './stores.js';

/** All that was measured: a series a figure, in the order of the rounds. */
export class Results {
  constructor(
    readonly candidates: readonly Candidate[],
    readonly loads: readonly Load[],
    private readonly rounds: ReadonlyMap<CandidateId, readonly RoundFigures[]>,
    private readonly startsMs: ReadonlyMap<CandidateId, readonly number[]>,
  ) {}

  has(id: CandidateId): boolean {
    return this.startsMs.has(id);
  }

  load(id: CandidateId, load: LoadId, figure: keyof LoadFigures): number {
    return median(this.series(id, load, figure));
  }

  /** Ours to another's, round by round. */
  ratio(other: CandidateId, load: LoadId, figure: keyof LoadFigures): RatioRange {
    return ratioRange(this.series('ours', load, figure), this.series(other, load, figure));
  }

  memory(id: CandidateId, when: 'idleMegabytes' | 'loadedMegabytes'): number {
    return median(this.rounds.get(id)!.map((round) => round[when]));
  }

  startMs(id: CandidateId): number {
    return median(this.startsMs.get(id)!);
  }

  startRatio(other: CandidateId): RatioRange {
    return ratioRange(this.startsMs.get('ours')!, this.startsMs.get(other)!);
  }

  private series(id: CandidateId, load: LoadId, figure: keyof LoadFigures): number[] {
    return this.rounds.get(id)!.map((round) => round.loads[load][figure]);
  }
}

/** Measures all, interleaved: each round visits every candidate, and begins with another one than the round before. */
export async function measureAll(
  candidates: readonly Candidate[],
  startOnly: readonly Candidate[],
  loads: readonly Load[],
  stores: Stores,
  options: Options,
): Promise<Results> {
  const starts = await inRounds(options.starts, [...candidates, ...startOnly], async (candidate) => {
    const running = await RunningCandidate.start(candidate);
    await running.stop();
    return running.startMs;
  });
  const rounds = await inRounds(options.rounds, candidates, async (candidate, round) => {
    const figures = await measureRound(candidate, loads, stores, options);
    const perSecond = loads.map(({ id }) => Math.round(figures.loads[id].perSecond));
    console.log(
      `round ${round + 1}/${options.rounds}  ${candidate.title}: ${perSecond.join(', ')} requests/s`,
    );
    return figures;
  });
  return new Results(candidates, loads, rounds, starts);
}

async function inRounds<Figure>(
  rounds: number,
  candidates: readonly Candidate[],
  measure: (candidate: Candidate, round: number) => Promise<Figure>,
): Promise<Map<CandidateId, Figure[]>> {
  const series = new Map<CandidateId, Figure[]>(candidates.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < candidates.length; place++) {
      const candidate = candidates[(round + place) % candidates.length]!;
      series.get(candidate.id)!.push(await measure(candidate, round));
    }
  }
  return series;
}
