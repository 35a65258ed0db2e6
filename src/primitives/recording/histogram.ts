/**
 * A histogram of durations in plain words of memory: logarithmic, each power of two in 16 equal steps, as
 * HdrHistogram lays it out. A value is off by at most 1/32 of itself; below 32 ns it is exact.
 *
 * It has no state of its own, so it lies in shared memory as well as anywhere else: one worker writes it, and
 * after the round the host reads it. (Libraries for this bring buffers of their own, which no other worker sees.)
 */

const STEPS = 16;
const STEP_BITS = 4;
/** Some 19 hours: what is longer counts as that. */
const HIGHEST_BIT = 45;

export const HISTOGRAM_WORDS = (HIGHEST_BIT - STEP_BITS + 2) * STEPS;

/** 2³¹ nanoseconds do not fit into an integer that bits can be counted of; 16 bits less do. */
const LARGE = 2 ** 31;
const LARGE_BITS = 16;
const MOST = 2 ** (HIGHEST_BIT + 1) - 1;

/** @param ns 0 and up; anything below counts as 0. @returns 0 to HISTOGRAM_WORDS − 1 */
export function bucketOf(ns: number): number {
  const value = Math.min(ns, MOST);
  if (value >= LARGE) return bucketOfBits(Math.floor(value / 2 ** LARGE_BITS), LARGE_BITS);
  return value < STEPS ? Math.max(0, value) | 0 : bucketOfBits(value | 0, 0);
}

function bucketOfBits(value: number, shift: number): number {
  const above = 31 - Math.clz32(value) - STEP_BITS;
  return (above + shift) * STEPS + (value >>> above);
}

/** @returns the middle of what falls into the bucket, in nanoseconds. */
export function valueOf(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket;
  const above = Math.floor(bucket / STEPS) - 1;
  const width = 2 ** above;
  return (bucket - above * STEPS) * width + width / 2;
}

/**
 * @param counts by bucket
 * @param p from 0 to 1
 * @returns the value below or at which the share `p` lies, in nanoseconds; null when nothing was counted
 */
export function quantileOf(counts: ArrayLike<number>, p: number): number | null {
  let total = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) total += counts[bucket] as number;
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(p * total));
  let seen = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    seen += counts[bucket] as number;
    if (seen >= rank) return valueOf(bucket);
  }
  return null;
}
