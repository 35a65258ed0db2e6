/** Tails of the binomial distribution: how likely it is to count so many, or so few, by luck alone. */

/** @returns the chance of `count` or more of `trials`, each with chance `p` (0 < p < 1) */
export function binomialAtLeast(count: number, trials: number, p: number): number {
  return sumOfChances(count, trials, trials, p);
}

/** @returns the chance of `count` or fewer of `trials`, each with chance `p` (0 < p < 1) */
export function binomialAtMost(count: number, trials: number, p: number): number {
  return sumOfChances(0, count, trials, p);
}

function sumOfChances(from: number, to: number, trials: number, p: number): number {
  let sum = 0;
  for (let count = from; count <= to; count += 1) {
    sum += Math.exp(logChoose(trials, count) + count * Math.log(p) + (trials - count) * Math.log1p(-p));
  }
  return Math.min(1, sum);
}

/** In logarithms, since 200 over 100 has 59 digits. */
function logChoose(trials: number, count: number): number {
  let sum = 0;
  for (let i = 1; i <= count; i += 1) sum += Math.log((trials - count + i) / i);
  return sum;
}
