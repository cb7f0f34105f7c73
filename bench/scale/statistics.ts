/** The value that the share `q` of the values do not exceed; NaN of none. */
export function quantile(values: number[], q: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
