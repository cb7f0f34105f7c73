/** A visit as its visitor saw it; times in milliseconds. */
export interface Visit {
  name: string;
  begin: number;
  end?: number;
  /** Its number; null if it is counted later, 'refused' if it is not; undefined if it was never answered. */
  answer?: number | null | 'refused';
  /** Its service ended before it delivered what it kept. */
  lost?: boolean;
}

/** What is wrong with a history; all are 0 where the counts are exact. */
export interface Faults {
  /** Numbers that were given before. */
  twice: number;
  /** Visits that began after a higher number was given. */
  disordered: number;
  /** Visits that are missing in the counts. */
  missing: number;
  /** Visits that are in the counts, but nobody made. */
  surplus: number;
  /** Visits that a service which was not killed never answered. */
  unanswered: number;
}

/**
 * Compares answers and counts. Numbers are unique, so that their order in real time is decided in one pass from the
 * highest down: none may have been given before a visit with a lower one began (M. Herlihy, J. Wing, "Linearizability").
 */
export function faultsOf(visits: readonly Visit[], totals: ReadonlyMap<string, number>): Faults {
  const faults: Faults = { twice: 0, disordered: 0, missing: 0, surplus: 0, unanswered: 0 };
  for (const [name, ofName] of Map.groupBy(visits, (visit) => visit.name)) {
    const numbered = ofName.filter((visit) => typeof visit.answer === 'number') as Required<Visit>[];
    const numbers = numbered.map(({ answer }) => answer as number);
    faults.twice += numbers.length - new Set(numbers).size;
    let firstEnd = Infinity;
    for (const { begin, end } of numbered.toSorted((a, b) => (b.answer as number) - (a.answer as number))) {
      if (firstEnd < begin) faults.disordered += 1;
      firstEnd = Math.min(firstEnd, end);
    }
    faults.unanswered += ofName.filter(({ answer, lost }) => answer === undefined && !lost).length;
    const uncertain = ofName.filter(
      ({ answer, lost }) => answer === undefined || (answer === null && lost),
    ).length;
    const certain = numbers.length + ofName.filter(({ answer, lost }) => answer === null && !lost).length;
    faults.missing += Math.max(0, certain - (totals.get(name) ?? 0));
    faults.surplus += Math.max(0, (totals.get(name) ?? 0) - certain - uncertain);
  }
  return faults;
}
