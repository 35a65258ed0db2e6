/**
 * Jain's fairness index (Jain, Chiu and Hawe, "A Quantitative Measure of Fairness and Discrimination", DEC
 * TR-301, 1984): (Σx)² / (n · Σx²). It is 1 where all have the same, and k/n where k of n share everything.
 *
 * @param shares what each got, none below zero
 * @returns from 1/n to 1; null where nobody got anything, or there is nobody: then there is nothing to be fair about
 * @throws RangeError for a share below zero, or that is not a number
 */
export function jainFairness(shares: readonly number[]): number | null {
  if (shares.some((share) => !(share >= 0 && share < Infinity))) {
    throw new RangeError('A share is a number that is not below zero.');
  }
  const largest = Math.max(0, ...shares);
  if (largest === 0) return null;
  // Scaled, so that squares neither overflow nor vanish.
  let sum = 0;
  let squares = 0;
  for (const share of shares) {
    const scaled = share / largest;
    sum += scaled;
    squares += scaled * scaled;
  }
  return (sum * sum) / (shares.length * squares);
}
