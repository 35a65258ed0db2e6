/**
 * Percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13) of the
 * median: resample with replacement, take the median of each, and read the interval off their quantiles.
 * Seeded, so that the same samples always give the same interval.
 */
import { median, quantile } from './quantile.js';

export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;
/** Values drawn in all: bounds the work on long runs, where fewer resamples are just as steady. */
const DRAWS = 2_000_000;
const CONFIDENCE = 0.95;
const SEED = 0x9e37_79b9;

/** @param values at least one; from a single one the interval is that point. */
export function bootstrapMedian(values: readonly number[]): Interval {
  const random = mulberry32(SEED);
  const resamples = Math.min(RESAMPLES, Math.max(200, Math.floor(DRAWS / values.length)));
  const medians = new Float64Array(resamples);
  const resample = new Float64Array(values.length);
  for (let i = 0; i < resamples; i += 1) {
    for (let j = 0; j < resample.length; j += 1) {
      resample[j] = values[Math.floor(random() * values.length)] as number;
    }
    medians[i] = quantile(resample.toSorted(), 0.5);
  }
  const sorted = medians.toSorted();
  return {
    median: median(values),
    low: quantile(sorted, (1 - CONFIDENCE) / 2),
    high: quantile(sorted, (1 + CONFIDENCE) / 2),
  };
}

/** A small generator with 32 bits of state (Tommy Ettinger's mulberry32), uniform in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
