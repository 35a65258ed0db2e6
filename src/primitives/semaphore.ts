/**
 * A counting semaphore: Python's `threading.Semaphore`, and `BoundedSemaphore`, which never rises above its
 * start.
 *
 * Layout:
 *   word 0          the permits that are left
 *   word LINE       sleepers: workers that sleep or are about to
 *   word LINE + 1   the most there may be, for a bounded one; else 2³¹ − 1
 *
 * Taking is one compare-exchange from n to n − 1, never below 0: at most as many are inside as there are
 * permits. A sleeper counts itself in before it looks at the permits for the last time, and a releaser adds
 * its permit before it looks at the sleepers: in any order one of the two sees the other, so no wake is lost.
 *
 * Fairness: none; a running worker may take a permit that a sleeper was woken for, and that one sleeps again.
 */
import { Deadline, sleepOn, type Self } from './self.js';
import { LINE_WORDS, type Words } from './words.js';

export const SEMAPHORE_WORDS = 2 * LINE_WORDS;

const UNBOUNDED = 0x7fff_ffff;

export class TooManyReleasesError extends Error {
  override readonly name = 'TooManyReleasesError';
}

export class Semaphore {
  readonly #words: Words;
  readonly #permits: number;
  readonly #sleepers: number;
  readonly #most: number;
  readonly #self: Self;

  constructor(words: Words, index: number, self: Self) {
    this.#words = words;
    this.#permits = index;
    this.#sleepers = index + LINE_WORDS;
    this.#most = index + LINE_WORDS + 1;
    this.#self = self;
  }

  static initialize(words: Words, index: number, permits: number, bounded: boolean): void {
    words.store(index, permits);
    words.store(index + LINE_WORDS, 0);
    words.store(index + LINE_WORDS + 1, bounded ? permits : UNBOUNDED);
  }

  tryAcquire(): boolean {
    return this.#take();
  }

  /** @returns false when `timeoutMs` went by first. */
  acquire(timeoutMs = Infinity): boolean {
    return this.#take() || this.#acquireContended(timeoutMs);
  }

  /** @throws TooManyReleasesError when it is bounded and all permits are there already. */
  release(): void {
    const words = this.#words;
    const most = words.plain[this.#most] as number;
    for (let left = words.plain[this.#permits] as number; ;) {
      if (left >= most) throw new TooManyReleasesError(`The semaphore has all its ${most} permits already.`);
      const seen = words.compareExchange(this.#permits, left, left + 1);
      if (seen === left) break;
      left = seen;
    }
    if (words.load(this.#sleepers) > 0) words.wake(this.#permits, 1);
  }

  /** The permits that are left, as of now. */
  permits(): number {
    return this.#words.load(this.#permits);
  }

  #take(): boolean {
    const words = this.#words;
    // A guess, which the exchange confirms; before a sleep, the sleep itself does.
    for (let left = words.plain[this.#permits] as number; left > 0;) {
      const seen = words.compareExchange(this.#permits, left, left - 1);
      if (seen === left) return true;
      left = seen;
    }
    return false;
  }

  #acquireContended(timeoutMs: number): boolean {
    if (timeoutMs <= 0) return false;
    const words = this.#words;
    for (let spin = 0; spin < this.#self.spins; spin += 1) {
      if (words.load(this.#permits) > 0 && this.#take()) return true;
    }
    const deadline = new Deadline(timeoutMs);
    words.add(this.#sleepers, 1);
    try {
      for (;;) {
        if (this.#take()) return true;
        const leftMs = deadline.left();
        if (leftMs <= 0) return false;
        sleepOn(words, this.#self, this.#permits, this.#permits, 0, leftMs);
      }
    } finally {
      words.add(this.#sleepers, -1);
    }
  }
}
