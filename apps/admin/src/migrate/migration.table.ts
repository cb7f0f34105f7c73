/** What a run found and left, by the migrations' names. */
export interface Outcome {
  known: readonly string[];
  before: readonly string[];
  after: readonly string[];
}

/** Those of this build that have not run. */
export function pendingOf({ known, after }: Outcome): string[] {
  return known.filter((name) => !after.includes(name));
}

/** A text table for people: each migration, whether it is applied, and since when. */
export function migrationTable(outcome: Outcome): string {
  const { known, before, after } = outcome;
  const others = after.filter((name) => !known.includes(name));
  const rows = [...known, ...others].map((name) => {
    const applied = after.includes(name);
    const changed = applied !== before.includes(name);
    const when = others.includes(name) ? 'by another build' : changed ? 'this run' : applied ? 'earlier' : '';
    return [name, applied ? 'applied' : 'pending', when];
  });
  const width = Math.max(...rows.map(([name]) => name!.length), 'migration'.length);
  const line = ([name, state, when]: string[]) =>
    `${name!.padEnd(width)} | ${state!.padEnd(7)} | ${when}`.trimEnd();
  const rule = `${'-'.repeat(width)}-+---------+-----------------`;
  return [line(['migration', 'state', 'when']), rule, ...rows.map(line), ''].join('\n');
}
