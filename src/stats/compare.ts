/**
 * Two experiments, measured side by side: round i of the one right beside round i of the other.
 *
 * What is estimated is the ratio of a pair, other to base, and not the ratio of two medians: what slows the host
 * for a while slows both halves of a pair, and cancels. Ratios are averaged as logarithms, so that "twice as long"
 * and "half as long" weigh the same, and swapping the two gives exactly the reciprocal. The centre of the logarithms
 * is Hodges and Lehmann's, with its interval from Wilcoxon's signed-rank test (`signed-rank.ts`).
 *
 * Why not a bootstrap? If the two experiments are the same, every pair could as well be the other way round, so
 * the logarithms are symmetric around 0 whatever the noise looks like, and the test is exact: of A/A comparisons it
 * errs in 3.1 % with 6 pairs, 3.9 % with 9, 4.8 % with 15, 5.0 % with 30. Resampling is only right for many pairs.
 * How often a nominal 95 % held the truth, simulated, the lowest and the highest of normal, log-normal, skewed and
 * contaminated noise of 2 % (contaminated: every tenth round a third longer), 5,000 trials for the first row, 2,000
 * for the bootstraps, 20,000 for Student's t:
 *
 *   pairs                               5            9            15           30
 *   this interval                       none         95.4–95.7    94.2–94.9    94.9–95.4
 *   percentile, median of ratios        93.3–94.3    91.9–93.8    91.4–92.8    94.2–94.7
 *   percentile, ratio of medians        93.3–94.3    95.1–96.5    96.1–96.8    95.5–96.4
 *   percentile, mean of logarithms      81.9–84.1    85.7–90.5    87.8–91.8    89.6–94.2
 *   BCa, median of ratios               93.3–94.2    90.8–93.2    91.0–92.7    94.1–94.8
 *   Student's t of logarithms           94.8–97.5    95.0–98.1    94.9–98.3    94.9–97.1
 *
 * The ratio of medians holds its level, but forgets the pairs; Student's t finds a 3 % slowdown in contaminated
 * noise in one of three comparisons of 30 pairs.
 *
 * Outliers: a round beyond Tukey's mild fences is pulled to the fence before the ratios are made, and so counts as
 * slow, but not as how slow. The fences are those of all rounds of both: swapping the halves of a pair leaves
 * them where they are, which keeps the test exact. (A fence for each would err in up to 9 %.)
 *
 * What 30 pairs find of a slowdown by 3 %: with 1 % of noise 98 to 100 %, with 2 % 94 to 100 %, with 3 % 95 to 100 %,
 * but 76 % where every tenth round is a third longer on top of that.
 *
 * What it asks of the caller: which half of a pair runs first must alternate. A host that slowly warms up makes
 * whoever is always second look slower.
 */
import { tukeyFences } from './outliers.js';
import { FEWEST_DIFFERENCES, hodgesLehmann, signedRankInterval } from './signed-rank.js';

export type Comparison =
  | {
      /** 95 % cannot be had from so few pairs, however far apart they are. */
      readonly verdict: 'TOO_FEW_PAIRS';
      readonly pairs: number;
      readonly neededPairs: number;
      readonly ratio: number;
    }
  | {
      /** Whether the interval holds 1. Not seen is not the same as not there: the interval says how much could be. */
      readonly verdict: 'DIFFERENT' | 'NO_DIFFERENCE_SEEN';
      readonly pairs: number;
      /** Of the other to the base: 1.03 is 3 % more. */
      readonly ratio: number;
      /** The limits of its 95 % interval. */
      readonly low: number;
      readonly high: number;
      /** The interval's width in parts of the ratio. */
      readonly relativeWidth: number;
    };

/**
 * @param base above zero; each beside the value of `other` at the same place
 * @param other as many
 * @throws RangeError for no pairs, for lists of different length, and for values that are not above zero
 */
export function compareSamples(base: readonly number[], other: readonly number[]): Comparison {
  if (base.length !== other.length || base.length === 0) {
    throw new RangeError(`Pairs are needed; these are ${base.length} and ${other.length} values.`);
  }
  const all = [...base, ...other];
  if (!all.every((value) => value > 0 && value < Infinity)) throw new RangeError('Ratios need values above zero.');
  const { lowMild, highMild } = tukeyFences(all);
  const clamp = (value: number): number => Math.min(Math.max(value, lowMild), highMild);
  const logarithms = base.map((value, pair) => Math.log(clamp(other[pair] as number) / clamp(value)));

  const pairs = base.length;
  const interval = signedRankInterval(logarithms);
  if (interval === null) {
    const ratio = Math.exp(hodgesLehmann(logarithms));
    return { verdict: 'TOO_FEW_PAIRS', pairs, neededPairs: FEWEST_DIFFERENCES, ratio };
  }
  const [ratio, low, high] = [Math.exp(interval.centre), Math.exp(interval.low), Math.exp(interval.high)];
  const verdict = low <= 1 && high >= 1 ? 'NO_DIFFERENCE_SEEN' : 'DIFFERENT';
  return { verdict, pairs, ratio, low, high, relativeWidth: (high - low) / ratio };
}
