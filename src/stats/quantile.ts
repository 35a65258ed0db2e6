/**
 * Quantile by linear interpolation between order statistics: definition 7 of Hyndman and Fan (1996), the
 * default of R and NumPy.
 * @param sorted ascending, at least one
 * @param p from 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('A quantile needs at least one value.');
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

export function median(values: ArrayLike<number>): number {
  return quantile(Float64Array.from(values).toSorted(), 0.5);
}
