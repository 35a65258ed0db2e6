/**
 * A counter that needs no lock: one word, changed by the processor's own fetch-and-add.
 * Wait-free: every call ends after one instruction, whoever else calls. Signed 32 bits, with wrap-around.
 */
import type { Words } from './words.js';

export class Atomic {
  readonly #words: Words;
  readonly #index: number;

  constructor(words: Words, index: number) {
    this.#words = words;
    this.#index = index;
  }

  /** @returns the value before. */
  add(delta: number): number {
    return this.#words.add(this.#index, delta);
  }

  load(): number {
    return this.#words.load(this.#index);
  }
}
