/**
 * A flag to wait for: Python's `threading.Event`.
 *
 * Layout:
 *   word 0      0 clear, 1 set
 *   word LINE   sleepers: workers that sleep or are about to
 *
 * A sleeper counts itself in before it looks at the flag for the last time; `set` sets the flag before it
 * looks at the sleepers. So no wake is lost. `set` wakes everybody; whoever comes while it is set does not
 * sleep.
 */
import { Deadline, sleepOn, type Self } from './self.js';
import { EVERYBODY, LINE_WORDS, type Words } from './words.js';

export const EVENT_WORDS = 2 * LINE_WORDS;

export class Event {
  readonly #words: Words;
  readonly #flag: number;
  readonly #sleepers: number;
  readonly #self: Self;

  constructor(words: Words, index: number, self: Self) {
    this.#words = words;
    this.#flag = index;
    this.#sleepers = index + LINE_WORDS;
    this.#self = self;
  }

  static initialize(words: Words, index: number): void {
    words.store(index, 0);
    words.store(index + LINE_WORDS, 0);
  }

  isSet(): boolean {
    return this.#words.load(this.#flag) === 1;
  }

  set(): void {
    this.#words.store(this.#flag, 1);
    if (this.#words.load(this.#sleepers) > 0) this.#words.wake(this.#flag, EVERYBODY);
  }

  clear(): void {
    this.#words.store(this.#flag, 0);
  }

  /** @returns false when `timeoutMs` went by first. */
  wait(timeoutMs = Infinity): boolean {
    for (let spin = 0; spin <= this.#self.spins; spin += 1) {
      if (this.isSet()) return true;
    }
    const deadline = new Deadline(timeoutMs);
    this.#words.add(this.#sleepers, 1);
    try {
      while (!this.isSet()) {
        const leftMs = deadline.left();
        if (leftMs <= 0) return false;
        const result = sleepOn(this.#words, this.#self, this.#flag, this.#flag, 0, leftMs);
        // Set, and cleared again before this worker looked: it was woken for the set.
        if (result === 'changed') return true;
      }
      return true;
    } finally {
      this.#words.add(this.#sleepers, -1);
    }
  }
}
