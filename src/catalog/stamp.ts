/**
 * A moment that one worker tells the others: nanoseconds of the machine's monotonic clock, which all threads
 * and processes share, in two words.
 *
 * The two are not written at once. Whoever reads them must know that they are there: by an event that was set
 * after them.
 */
import type { Words } from '../primitives/words.js';

export const STAMP_WORDS = 2;

const NS_PER_MS = 1e6;

export function stampNow(words: Words, index: number): void {
  const ns = process.hrtime.bigint();
  words.store(index, Number(BigInt.asIntN(32, ns)));
  words.store(index + 1, Number(BigInt.asIntN(32, ns >> 32n)));
}

/** Milliseconds from the stamp to `ns`, now by default; below 0 when that was before it. */
export function sinceStamp(words: Words, index: number, ns: bigint = process.hrtime.bigint()): number {
  const low = BigInt.asUintN(32, BigInt(words.load(index)));
  const high = BigInt.asUintN(32, BigInt(words.load(index + 1)));
  return Number(ns - ((high << 32n) | low)) / NS_PER_MS;
}
