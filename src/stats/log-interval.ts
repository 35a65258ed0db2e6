/**
 * Intervals of positive figures on a logarithmic scale, where ratios are differences: how the same figure out of
 * several runs becomes one, and how two figures compare. A 95 % interval stands for a standard error there.
 */
import type { Interval } from './bootstrap.js';

/** The 97.5 % quantile of the normal distribution. */
export const Z = 1.959_963_984_540_054;
/** Two medians of a few rounds may agree to the last digit; nothing is known that exactly. */
const LEAST_ERROR = 0.001;

interface Logarithmic {
  readonly mean: number;
  readonly variance: number;
}

/**
 * One figure out of several independent estimates of it, by the random-effects model of DerSimonian and Laird
 * ("Meta-analysis in clinical trials", 1986): what differs between runs widens the interval, beside what differs
 * between the rounds of each.
 * @param estimates at least one, all positive; a single one is handed back
 */
export function combineEstimates(estimates: readonly Interval[]): Interval {
  const [only] = estimates;
  if (only && estimates.length === 1) return only;
  const parts = estimates.map(toLogarithmic);
  const between = varianceBetween(parts);
  const weights = parts.map(({ variance }) => 1 / (variance + between));
  const total = sumOf(weights);
  const mean = sumOf(parts.map((part, index) => part.mean * (weights[index] ?? 0))) / total;
  return toInterval({ mean, variance: 1 / total }, Z);
}

/**
 * The ratio of two independent figures, by the delta method: variances of logarithms add up.
 * @param comparisons how many such ratios are looked at together: their intervals hold for all of them at once
 *   (Bonferroni), so that of a hundred equal pairs none looks different by luck
 */
export function ratioOf(numerator: Interval, denominator: Interval, comparisons = 1): Interval {
  const [a, b] = [toLogarithmic(numerator), toLogarithmic(denominator)];
  return toInterval({ mean: a.mean - b.mean, variance: a.variance + b.variance }, quantileFor(comparisons));
}

export function overlaps(a: Interval, b: Interval): boolean {
  return a.low <= b.high && b.low <= a.high;
}

function varianceBetween(parts: readonly Logarithmic[]): number {
  const weights = parts.map(({ variance }) => 1 / variance);
  const total = sumOf(weights);
  const mean = sumOf(parts.map((part, index) => part.mean * (weights[index] ?? 0))) / total;
  const q = sumOf(parts.map((part, index) => (weights[index] ?? 0) * (part.mean - mean) ** 2));
  const scale = total - sumOf(weights.map((weight) => weight ** 2)) / total;
  return Math.max(0, (q - (parts.length - 1)) / scale);
}

/** Of the logarithm of a figure. @param interval all positive */
export function standardErrorOf({ low, high }: Interval): number {
  return Math.max(LEAST_ERROR, (Math.log(high) - Math.log(low)) / (2 * Z));
}

function toLogarithmic(interval: Interval): Logarithmic {
  return { mean: Math.log(interval.median), variance: standardErrorOf(interval) ** 2 };
}

function toInterval({ mean, variance }: Logarithmic, z: number): Interval {
  const reach = z * Math.sqrt(variance);
  return { median: Math.exp(mean), low: Math.exp(mean - reach), high: Math.exp(mean + reach) };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Of the normal distribution, for 95 % of all `comparisons` together. */
function quantileFor(comparisons: number): number {
  return comparisons <= 1 ? Z : normalQuantile(1 - 0.05 / (2 * comparisons));
}

/**
 * The upper half of the normal quantile, by the rational approximation 26.2.23 of Abramowitz and Stegun
 * ("Handbook of Mathematical Functions", 1964); off by less than 0.00045.
 * @param p from 0.5 to below 1
 */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - above / below;
}
