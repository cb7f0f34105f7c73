/** What is cached: a plain row of the catalogue that JSON can hold. */
export interface CachedRow {
  name: string;
  type: string;
}

/** Whether a value out of the shared cache, where anything may stand, is the row of this name. */
export function isRowOf(value: unknown, name: string): value is CachedRow {
  if (typeof value !== 'object' || value === null) return false;
  const row = value as Partial<CachedRow>;
  return row.name === name && typeof row.type === 'string';
}
