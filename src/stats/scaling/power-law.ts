/**
 * How wall times grow with a number x: wall = a · x^b, which is a straight line of logarithms, ln wall = ln a + b ln x.
 *
 * Fitted by ordinary least squares to the medians, one for each value of x, whatever the number of runs and rounds
 * behind it: what a law misses a value by, and the luck that a run has for all its rounds, are the same for all of
 * them. The exponent's interval is Student's, with two degrees of freedom less than there are values (Draper and
 * Smith, "Applied Regression Analysis", 3rd edition, 1998, section 1.4). It stands on how far the values lie off the
 * line, by luck or because there is no such law. Few of them may lie on the line by luck, so it is never narrower
 * than what the intervals of the walls themselves make of the slope (errors of a weighted sum, added in squares).
 *
 * Why not draw the rounds anew, as for the laws of workers? That knows nothing of what differs between runs. How
 * often nominal 95 % held the truth, the lowest and the highest of normal, log-normal, skewed and contaminated noise
 * of 2 % between rounds, with 3, 5 and 8 values of 5 and 15 rounds each, in 600 trials; and the same where each run is
 * off by another 2 % as a whole:
 *
 *                                       rounds alone     and runs
 *   what the rounds say of the slope    93.0–99.5        27.5–96.7
 *   Student's                           92.3–96.3        93.2–96.3
 *   the wider of the two                96.7–100         93.8–99.2
 */
import type { PowerLaw } from '../../domain/trend.js';
import type { Bounded } from '../../domain/scaling.js';
import type { Interval } from '../bootstrap.js';
import { standardErrorOf, Z } from '../log-interval.js';
import { studentQuantile } from '../student.js';
import { growthOf } from './growth.js';

/** Distinct values that a law needs: one more than it has parameters, so that it can be wrong. */
export const FEWEST_VALUES = 3;
/** The largest over the smallest: closer together, doubling is so far from them that noise alone makes its figure. */
export const LEAST_SPAN = 1.5;

export interface PowerPoint {
  /** Above zero, as the wall is. */
  readonly x: number;
  /** In milliseconds. */
  readonly wall: Interval;
}

/** @param xs above zero */
export function areTooClose(xs: readonly number[]): boolean {
  return Math.max(...xs) < LEAST_SPAN * Math.min(...xs);
}

/** @param points of distinct values @throws RangeError for fewer than `FEWEST_VALUES`, or such as are too close */
export function fitPowerLaw(points: readonly PowerPoint[]): PowerLaw {
  if (points.length < FEWEST_VALUES) throw new RangeError(`A law needs ${FEWEST_VALUES} values.`);
  if (areTooClose(points.map(({ x }) => x))) throw new RangeError('The values are too close together for a law.');
  const xs = points.map(({ x }) => Math.log(x));
  const ys = points.map(({ wall }) => Math.log(wall.median));
  const [centreX, centreY] = [mean(xs), mean(ys)];
  const spread = squares(xs.map((x) => x - centreX));
  // The slope is a weighted sum of the values.
  const weights = xs.map((x) => (x - centreX) / spread);
  const slope = ys.reduce((sum, y, index) => sum + y * (weights[index] ?? 0), 0);
  const misses = ys.map((y, index) => y - centreY - slope * ((xs[index] ?? 0) - centreX));

  const freedom = points.length - 2;
  const scattered = studentQuantile(freedom) * Math.sqrt(squares(misses) / freedom / spread);
  const errors = points.map(({ wall }, index) => standardErrorOf(wall) * (weights[index] ?? 0));
  const reach = Math.max(scattered, Z * Math.sqrt(squares(errors)));

  const exponent = { value: slope, low: slope - reach, high: slope + reach };
  const total = squares(ys.map((y) => y - centreY));
  return {
    coefficient: Math.exp(centreY - slope * centreX),
    exponent: toBounded(exponent),
    doubling: toBounded({ value: 2 ** slope, low: 2 ** exponent.low, high: 2 ** exponent.high }),
    determination: total === 0 ? null : Math.max(0, 1 - squares(misses) / total),
    farthest: Math.expm1(Math.max(...misses.map(Math.abs))),
    growth: growthOf(exponent),
  };
}

/** An end that is beyond all numbers is none. */
function toBounded({ value, low, high }: { readonly [K in keyof Bounded]: number }): Bounded {
  return { value, low: Number.isFinite(low) ? low : null, high: Number.isFinite(high) ? high : null };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
