/** The median of at least one value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The smallest value that at least the share `q` of the values do not exceed; NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

/** Median, least and greatest of the ratios of two series, pair by pair. */
export interface RatioRange {
  median: number;
  least: number;
  greatest: number;
}

export function ratioRange(ours: readonly number[], theirs: readonly number[]): RatioRange {
  const ratios = ours.map((value, index) => value / theirs[index]!);
  return { median: median(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios) };
}
