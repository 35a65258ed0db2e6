/**
 * A flag to wait for: Python's `threading.Event`.
 *
 * Layout:
 *   word 0      moved on by one with each change: even is clear, odd is set
 *   word LINE   sleepers: workers that wait or are about to
 *
 * A waiter notes the word, counts itself in, and sleeps while the word is the one that it noted; `set` moves
 * the word on before it looks at the sleepers. So no wake is lost, nor is a `set` that a `clear` follows at
 * once: the word has moved, and whoever was waiting goes on. `set` wakes everybody; whoever comes while it is
 * set does not wait.
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
    return isOdd(this.#words.load(this.#flag));
  }

  set(): void {
    this.#change(true);
    if (this.#words.load(this.#sleepers) > 0) this.#words.wake(this.#flag, EVERYBODY);
  }

  clear(): void {
    this.#change(false);
  }

  /** @returns false when `timeoutMs` went by first. */
  wait(timeoutMs = Infinity): boolean {
    const words = this.#words;
    const seen = words.load(this.#flag);
    if (isOdd(seen)) return true;
    if (timeoutMs <= 0) return false;
    for (let spin = 0; spin < this.#self.spins; spin += 1) {
      if (words.load(this.#flag) !== seen) return true;
    }
    const deadline = new Deadline(timeoutMs);
    words.add(this.#sleepers, 1);
    try {
      while (words.load(this.#flag) === seen) {
        const leftMs = deadline.left();
        if (leftMs <= 0) return false;
        sleepOn(words, this.#self, this.#flag, this.#flag, seen, leftMs);
      }
      return true;
    } finally {
      words.add(this.#sleepers, -1);
    }
  }

  #change(toSet: boolean): void {
    for (let seen = this.#words.load(this.#flag); isOdd(seen) !== toSet;) {
      const before = this.#words.compareExchange(this.#flag, seen, (seen + 1) | 0);
      if (before === seen) return;
      seen = before;
    }
  }
}

function isOdd(word: number): boolean {
  return (word & 1) === 1;
}
