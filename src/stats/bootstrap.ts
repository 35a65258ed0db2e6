/**
 * Percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13) of the
 * median: resample with replacement, take the median of each, and read the interval off their quantiles.
 * Seeded, so that the same samples always give the same interval.
 */
import { median, quantile } from './quantile.js';
import { createRandom } from './random.js';

export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Of every interval in this room. */
export const CONFIDENCE = 0.95;

const RESAMPLES = 2_000;
/** Values drawn in all: bounds the work on long runs, where fewer resamples are just as steady. */
const DRAWS = 2_000_000;
const SEED = 0x9e37_79b9;

/** @param values at least one; from a single one the interval is that point. */
export function bootstrapMedian(values: readonly number[]): Interval {
  const [only] = values;
  if (only !== undefined && values.length === 1) return { median: only, low: only, high: only };
  const random = createRandom(SEED);
  const medians = new Float64Array(resamplesFor(values.length));
  for (let i = 0; i < medians.length; i += 1) medians[i] = median(resample(values, random));
  return { median: median(values), ...middleOf(medians) };
}

/** How many resamples of so many values are worth their work. */
export function resamplesFor(values: number): number {
  return Math.min(RESAMPLES, Math.max(200, Math.floor(DRAWS / values)));
}

/** As many values, drawn with replacement. */
export function resample(values: ArrayLike<number>, random: () => number): Float64Array {
  const drawn = new Float64Array(values.length);
  for (let i = 0; i < drawn.length; i += 1) drawn[i] = values[Math.floor(random() * values.length)] as number;
  return drawn;
}

/** The middle 95 % of what the resamples gave. */
export function middleOf(replicates: Float64Array): { readonly low: number; readonly high: number } {
  const sorted = replicates.toSorted();
  return { low: quantile(sorted, (1 - CONFIDENCE) / 2), high: quantile(sorted, (1 + CONFIDENCE) / 2) };
}
