/**
 * The centre of paired differences, after Hodges and Lehmann (1963), and its exact confidence interval, which
 * turns Wilcoxon's signed-rank test around (Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods",
 * 3rd edition, 2014, sections 3.2 and 3.3): of all n(n+1)/2 Walsh averages (dᵢ + dⱼ)/2, i ≤ j, the centre is the
 * median, and the limits are the k-th from either end, where k comes from the distribution of the statistic when
 * every sign is a toss of a coin. Exact up to EXACT_TO values, by its normal approximation beyond.
 *
 * The Walsh averages of 10,000 rounds would be 50 million numbers. None is kept: sorted differences can be
 * counted against a bound in one pass, so the k-th is found by bisecting the bound to the last bit.
 */

export interface Centre {
  readonly centre: number;
  readonly low: number;
  readonly high: number;
}

/** Fewer differences cannot give 95 %: 2 of their 2ⁿ equally likely sign patterns are more than 5 %. */
export const FEWEST_DIFFERENCES = 6;

const TAIL = 0.025;
/** The normal distribution's quantile at 1 − TAIL. */
const Z = 1.959_963_984_540_054;
const EXACT_TO = 100;

/** @throws RangeError for none */
export function hodgesLehmann(differences: readonly number[]): number {
  if (differences.length === 0) throw new RangeError('A centre needs at least one difference.');
  return medianOfWalsh(Float64Array.from(differences).toSorted());
}

/** @returns null for fewer than `FEWEST_DIFFERENCES` @throws RangeError for none */
export function signedRankInterval(differences: readonly number[]): Centre | null {
  if (differences.length > 0 && differences.length < FEWEST_DIFFERENCES) return null;
  const centre = hodgesLehmann(differences);
  const sorted = Float64Array.from(differences).toSorted();
  const rank = signedRankLimit(sorted.length);
  return {
    centre,
    low: walshAt(sorted, rank),
    high: walshAt(sorted, walshCount(sorted.length) + 1 - rank),
  };
}

/** @returns k: the k-th Walsh average from either end is a limit of the 95 % interval; 0 where there is none. */
export function signedRankLimit(n: number): number {
  if (n > EXACT_TO) {
    const mean = (n * (n + 1)) / 4;
    const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
    return Math.floor(mean - Z * deviation + 0.5);
  }
  const probabilities = signedRankProbabilities(n);
  let below = 0;
  let k = 0;
  while (k < probabilities.length && below + (probabilities[k] as number) <= TAIL) {
    below += probabilities[k] as number;
    k += 1;
  }
  return k;
}

/** Of every value of the statistic, 0 to n(n+1)/2: each rank is in it with one half. */
export function signedRankProbabilities(n: number): Float64Array {
  const probabilities = new Float64Array(walshCount(n) + 1);
  probabilities[0] = 1;
  for (let rank = 1; rank <= n; rank += 1) {
    for (let sum = (rank * (rank + 1)) / 2; sum >= 0; sum -= 1) {
      const without = probabilities[sum] as number;
      const within = sum >= rank ? (probabilities[sum - rank] as number) : 0;
      probabilities[sum] = (without + within) / 2;
    }
  }
  return probabilities;
}

function medianOfWalsh(sorted: Float64Array): number {
  const count = walshCount(sorted.length);
  const lower = walshAt(sorted, Math.ceil(count / 2));
  return count % 2 === 1 ? lower : (lower + walshAt(sorted, count / 2 + 1)) / 2;
}

function walshCount(n: number): number {
  return (n * (n + 1)) / 2;
}

/** The `rank`-th smallest Walsh average, from 1: the least bound with as many at or below it. */
function walshAt(sorted: Float64Array, rank: number): number {
  let below = sorted[0] as number;
  if (countWalsh(sorted, below) >= rank) return below;
  let enough = sorted.at(-1) as number;
  for (;;) {
    const middle = below + (enough - below) / 2;
    if (middle <= below || middle >= enough) return enough;
    if (countWalsh(sorted, middle) >= rank) enough = middle;
    else below = middle;
  }
}

/** Walsh averages at or below the bound: as the one partner rises, the greatest other one falls. */
function countWalsh(sorted: Float64Array, bound: number): number {
  let count = 0;
  let j = sorted.length - 1;
  for (let i = 0; i <= j; i += 1) {
    while (j >= i && ((sorted[i] as number) + (sorted[j] as number)) / 2 > bound) j -= 1;
    count += j - i + 1;
  }
  return count;
}
