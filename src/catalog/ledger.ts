/**
 * Who got what: one bit of shared memory for each item, so that "every item exactly once" is seen and not
 * computed from sums that could be right by chance.
 *
 * A bit is set by adding it, which tells what was there before. A second add would carry into the next bit:
 * then the ledger is spoilt, and the caller knows it, for `note` said so.
 */
import type { Words } from '../primitives/words.js';

export function ledgerWords(items: number): number {
  return Math.ceil(items / 32);
}

export class Ledger {
  readonly #words: Words;
  readonly #base: number;

  /** @param place words that are all 0 at the start */
  constructor({ words, base }: { readonly words: Words; readonly base: number }) {
    this.#words = words;
    this.#base = base;
  }

  /** @returns false when somebody has noted this item before. */
  note(item: number): boolean {
    const bit = 1 << (item & 31);
    return (this.#words.add(this.#base + (item >>> 5), bit) & bit) === 0;
  }

  has(item: number): boolean {
    return (this.#words.load(this.#base + (item >>> 5)) & (1 << (item & 31))) !== 0;
  }

  /** How many of the first `items` were noted. */
  count(items: number): number {
    let count = 0;
    for (let item = 0; item < items; item += 1) {
      if (this.has(item)) count += 1;
    }
    return count;
  }
}
