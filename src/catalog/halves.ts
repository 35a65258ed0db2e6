/** Who produces and who consumes: the first half of the workers and the rest, at least one each. */

/** Of two workers or more. */
export function producersOf(workers: number): number {
  return Math.max(1, Math.floor(workers / 2));
}
