/**
 * How far the mean of a few normal values may be from the truth: the 97.5 % quantile of Student's distribution, by
 * Hill's asymptotic expansion (Algorithm 396, CACM 13(10), 1970; the names are his). Off by less than 0.0001.
 */

/** Of the normal distribution, at 2.5 %. */
const X = -1.959_963_984_540_054;
/** Of both tails. */
const P = 0.05;

/** @param n degrees of freedom, a whole number from 1 */
export function studentQuantile(n: number): number {
  if (n === 1) return 1 / Math.tan((P * Math.PI) / 2);
  if (n === 2) return Math.sqrt(2 / (P * (2 - P)) - 2);
  const a = 1 / (n - 0.5);
  const b = 48 / a ** 2;
  const c = (((20_700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  const y = (d * P) ** (2 / n);
  return Math.sqrt(n * (y > 0.05 + a ? expandNormal(n, a, b, c, d) : expandTail(n, d, y)));
}

/** Around the normal quantile. */
function expandNormal(n: number, a: number, b: number, c: number, d: number): number {
  const few = n < 5 ? 0.3 * (n - 4.5) * (X + 0.6) : 0;
  const scale = (((0.05 * d * X - 5) * X - 7) * X - 2) * X + b + c + few;
  const square = X ** 2;
  const z = (((((0.4 * square + 6.3) * square + 36) * square + 94.5) / scale - square - 3) / b + 1) * X;
  return Math.expm1(a * z ** 2);
}

/** Where the tail is heavy. */
function expandTail(n: number, d: number, y: number): number {
  const inner = 1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4);
  return ((inner * y - 1) * (n + 1)) / (n + 2) + 1 / y;
}
