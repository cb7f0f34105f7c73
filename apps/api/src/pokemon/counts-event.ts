/** All counts by name, without those that are 0; null while the counter is away. */
export type Counts = ReadonlyMap<string, number> | null;

/**
 * What those who follow the counts are sent. `counts` holds every count that is not 0, `changes` those that are not as
 * they were in the event before; `degraded` and `heartbeat` hold nothing.
 */
export interface CountsEvent {
  type: 'counts' | 'changes' | 'degraded' | 'heartbeat';
  data: Readonly<Record<string, number>>;
}

/** Tells somebody who knows nothing yet. */
export function stateOf(counts: Counts): CountsEvent {
  return counts ? { type: 'counts', data: Object.fromEntries(counts) } : { type: 'degraded', data: {} };
}

/** Tells somebody who knows how the counts were before; nothing if they are still so. */
export function changeOf(before: Counts, counts: Counts): CountsEvent | undefined {
  if (!before || !counts) return before === counts ? undefined : stateOf(counts);
  const data: Record<string, number> = {};
  for (const [name, count] of counts) if (before.get(name) !== count) data[name] = count;
  // Of a counter that was emptied.
  for (const name of before.keys()) if (!counts.has(name)) data[name] = 0;
  return Object.keys(data).length === 0 ? undefined : { type: 'changes', data };
}
