/**
 * Jain's fairness index (Jain, Chiu and Hawe, "A Quantitative Measure of Fairness and Discrimination", DEC TR-301,
 * 1984): (Σx)² / (n·Σx²). 1 where all have the same; 1/n where one has everything.
 * @param values 0 and up
 * @returns null where nobody has anything
 */
export function jainIndex(values: readonly number[]): number | null {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return squares === 0 ? null : (sum * sum) / (values.length * squares);
}
