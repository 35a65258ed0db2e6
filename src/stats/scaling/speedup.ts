/**
 * What so many workers gain over one, as figures with intervals. Speed-up is of throughput: for work that is split
 * between workers that is the ratio of the walls, and for work that grows with them it is Gustafson's scaled
 * speed-up. The two were not measured side by side, so each is resampled on its own: a percentile bootstrap of the
 * ratio of medians. Simulated, its nominal 95 % are 96 to 97 from 5 rounds on, over the noises of `compare.ts`, but
 * 92 to 94 from 4 rounds and 90 from 3: those get no interval.
 */
import type { Bounded } from '../../domain/scaling.js';
import { middleOf, resample, resamplesFor } from '../bootstrap.js';
import { median } from '../quantile.js';
import { createRandom } from '../random.js';
import { FEWEST_ROUNDS } from './sweep.js';

const SEED = 0x51ed_270b;

/** @param rates units of work a second, above zero, in any order; both at least one */
export function speedupOf(rates: readonly number[], ratesOfOne: readonly number[]): Bounded {
  const value = median(rates) / median(ratesOfOne);
  if (Math.min(rates.length, ratesOfOne.length) < FEWEST_ROUNDS) return { value, low: null, high: null };
  const random = createRandom(SEED);
  const ratios = new Float64Array(resamplesFor(rates.length + ratesOfOne.length));
  for (let i = 0; i < ratios.length; i += 1) {
    ratios[i] = median(resample(rates, random)) / median(resample(ratesOfOne, random));
  }
  return { value, ...middleOf(ratios) };
}

/** Speed-up for each worker: 1 where none is wasted. */
export function efficiencyOf(speedup: Bounded, workers: number): Bounded {
  return {
    value: speedup.value / workers,
    low: speedup.low === null ? null : speedup.low / workers,
    high: speedup.high === null ? null : speedup.high / workers,
  };
}

/**
 * The experimentally determined serial fraction (Karp and Flatt, "Measuring Parallel Processor Performance", CACM
 * 33(5), 1990): (1/S − 1/N) / (1 − 1/N). It stays the same as N rises where work is serial, and rises where workers
 * get into each other's way. Below 0 for more than N times as fast: nothing is cut off.
 *
 * @returns null for one worker, which tells nothing
 */
export function serialFractionOf(speedup: Bounded, workers: number): Bounded | null {
  if (workers <= 1) return null;
  const fraction = (ratio: number): number => (1 / ratio - 1 / workers) / (1 - 1 / workers);
  // The faster, the less was serial.
  return {
    value: fraction(speedup.value),
    low: speedup.high === null ? null : fraction(speedup.high),
    high: speedup.low === null ? null : fraction(speedup.low),
  };
}
