/**
 * A mutual exclusion lock: Python's `threading.Lock`, which knows its owner.
 *
 * Layout: one word, alone on its cache line, and one beside it that only recording handles use.
 *   0                 free
 *   owner + 1         held, nobody sleeps
 *   owner + 1 | WAITERS   held, somebody may sleep
 * The last word of the line is for those who record: who had it last, plus 1, written by its holder.
 *
 * States of the word (after Drepper, "Futexes Are Tricky", mutex 3; the owner takes the place of its "1"):
 *   free → held               acquire, one compare-exchange
 *   held → held | WAITERS     a second worker has spun in vain and goes to sleep
 *   held → free               release, one exchange
 *   held | WAITERS → free     release, then one sleeper is woken
 * A woken sleeper takes the lock as `held | WAITERS`, since it cannot know whether others still sleep.
 *
 * Fairness: none, as in CPython. A running worker may barge past a sleeper; nobody starves for as long as
 * the holder pauses now and then. Spinning is bounded, and is off where workers outnumber cores.
 */
import { Deadline, sleepOn, type Self } from './self.js';
import { LINE_WORDS, type Words } from './words.js';

const FREE = 0;
const WAITERS = 1 << 30;

/** Words that one lock takes. */
export const LOCK_WORDS = LINE_WORDS;

/** Where the word of those who record is, from the lock's own. */
export const LAST_OWNER = LOCK_WORDS - 1;

export class NotOwnerError extends Error {
  override readonly name = 'NotOwnerError';

  constructor(worker: number, owner: number | null) {
    super(`Worker ${worker} does not hold this lock; ${owner === null ? 'nobody does' : `worker ${owner} does`}.`);
  }
}

export class Lock {
  readonly #words: Words;
  readonly #index: number;
  readonly #held: number;
  readonly #self: Self;

  constructor(words: Words, index: number, self: Self) {
    this.#words = words;
    this.#index = index;
    this.#held = self.worker + 1;
    this.#self = self;
  }

  /** Makes the words a free lock. Before any worker sees them. */
  static initialize(words: Words, index: number): void {
    words.store(index, FREE);
  }

  tryAcquire(): boolean {
    return this.#take();
  }

  /** @returns false when `timeoutMs` went by first. */
  acquire(timeoutMs = Infinity): boolean {
    return this.#take() || this.#acquireContended(timeoutMs);
  }

  /** @throws NotOwnerError when this worker does not hold it. */
  release(): void {
    // Who holds it is the only one who can change the owner, so a plain look is enough to know.
    const seen = this.#words.plain[this.#index] as number;
    if ((seen & ~WAITERS) !== this.#held) throw new NotOwnerError(this.#self.worker, this.owner());
    if (this.#words.exchange(this.#index, FREE) !== this.#held) this.#words.wake(this.#index, 1);
  }

  /** The worker that holds it, or null. */
  owner(): number | null {
    return ownerOf(this.#words.load(this.#index));
  }

  #take(): boolean {
    return this.#words.compareExchange(this.#index, FREE, this.#held) === FREE;
  }

  #acquireContended(timeoutMs: number): boolean {
    if (timeoutMs <= 0) return false;
    const words = this.#words;
    const index = this.#index;
    for (let spin = 0; spin < this.#self.spins; spin += 1) {
      if (words.load(index) === FREE && this.#take()) return true;
    }
    const deadline = new Deadline(timeoutMs);
    for (;;) {
      const seen = words.load(index);
      if (seen === FREE) {
        if (words.compareExchange(index, FREE, this.#held | WAITERS) === FREE) return true;
        continue;
      }
      const flagged = seen | WAITERS;
      if (seen !== flagged && words.compareExchange(index, seen, flagged) !== seen) continue;
      const leftMs = deadline.left();
      if (leftMs <= 0) return false;
      sleepOn(words, this.#self, index, index, flagged, leftMs);
    }
  }
}

/** Reads the owner out of a lock's word: the worker that holds it, or null. */
export function ownerOf(word: number): number | null {
  const owner = word & ~WAITERS;
  return owner === FREE ? null : owner - 1;
}
