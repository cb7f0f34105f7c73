/** All counts by name, without those that are 0; null while the counter is away. */
export type Counts = ReadonlyMap<string, number> | null;

/**
 * An event for the clients that follow the counts. `counts` holds every count that is not 0, `changes` those that differ
 * from the event before; `degraded` and `heartbeat` hold nothing.
 */
export interface CountsEvent {
  type: 'counts' | 'changes' | 'degraded' | 'heartbeat';
  data: Readonly<Record<string, number>>;
}

/** The event for a client that knows no counts yet. */
export function stateOf(counts: Counts): CountsEvent {
  return counts ? { type: 'counts', data: Object.fromEntries(counts) } : { type: 'degraded', data: {} };
}

/** The event for a client that knows the counts before; undefined if nothing changed. */
export function changeOf(before: Counts, counts: Counts): CountsEvent | undefined {
  if (!before || !counts) return before === counts ? undefined : stateOf(counts);
  const data: Record<string, number> = {};
  for (const [name, count] of counts) if (before.get(name) !== count) data[name] = count;
  // The counter was emptied.
  for (const name of before.keys()) if (!counts.has(name)) data[name] = 0;
  return Object.keys(data).length === 0 ? undefined : { type: 'changes', data };
}
