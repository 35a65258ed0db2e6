/** The highest value that a word ever had, by many hands at once. */
import type { Words } from '../primitives/words.js';

/** Raises the word to `value`, unless it is that high already. */
export function raiseTo(words: Words, index: number, value: number): void {
  for (let seen = words.load(index); seen < value;) {
    const before = words.compareExchange(index, seen, value);
    if (before === seen) return;
    seen = before;
  }
}
