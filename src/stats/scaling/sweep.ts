/**
 * A sweep as the laws see it: for each number of workers, the median of the logarithms of its rounds' throughput.
 * Intervals come from drawing the rounds of every point anew.
 *
 * Why medians? The mean of logarithms, with its resampled deviations stretched for few rounds, covered a slope over
 * four points with nominal 95 % in 88 to 94 of 100 simulated sweeps, with outliers pulled to Tukey's fences 87 to 92,
 * and what every round is off by on the slow side (each tenth a quarter longer) it takes for the law's own. The
 * median covered 97 to 98 with 5 to 10 rounds a point, and 93 with 3, which are too few.
 */
import { resample } from '../bootstrap.js';
import { tukeyFences } from '../outliers.js';
import { median } from '../quantile.js';

/** Measured rounds that an interval needs, at each number of workers. */
export const FEWEST_ROUNDS = 5;

export interface RatesOfWorkers {
  readonly workers: number;
  /** Units of work a second, one for each measured round. */
  readonly rates: readonly number[];
}

export interface SweepPoint {
  readonly workers: number;
  readonly logarithms: readonly number[];
  readonly centre: number;
}

/** Rates of the same number of workers become one point. Ascending in workers. */
export function poolByWorkers(measured: readonly RatesOfWorkers[]): readonly RatesOfWorkers[] {
  const pooled = new Map<number, number[]>();
  for (const { workers, rates } of measured) pooled.set(workers, [...(pooled.get(workers) ?? []), ...rates]);
  return [...pooled].map(([workers, rates]) => ({ workers, rates })).toSorted((a, b) => a.workers - b.workers);
}

/** @param rates above zero, at least one */
export function toSweepPoint({ workers, rates }: RatesOfWorkers): SweepPoint {
  const logarithms = rates.map(Math.log);
  return { workers, logarithms, centre: median(logarithms) };
}

/** The centre of as many rounds, drawn anew. */
export function redrawCentre({ logarithms }: SweepPoint, random: () => number): number {
  return median(resample(logarithms, random));
}

/**
 * Squares of what rounds are off by from where a law puts them. Rounds beyond the mild fences of their point count as
 * if they lay on the fence: else one hiccup of the host would be noise enough to hide any difference between laws.
 */
export function squaredMisses({ logarithms }: SweepPoint, fitted: number): number {
  const { lowMild, highMild } = tukeyFences(logarithms);
  return logarithms.reduce((sum, value) => sum + (Math.min(Math.max(value, lowMild), highMild) - fitted) ** 2, 0);
}
