/**
 * A re-entrant lock: Python's `threading.RLock`. Its owner may take it again, and must release it as often.
 *
 * Layout: a lock (see `lock.ts`), and one word behind it on the same line.
 *   word 0   the lock
 *   word 1   how often the owner holds it; only the owner reads or writes it, so plainly
 *
 * Whether this worker is the owner, it may ask plainly as well: nobody but itself makes it so or ends it.
 *
 * States, order and fairness are the lock's.
 */
import { Lock, LOCK_WORDS, NotOwnerError, ownerOf } from './lock.js';
import type { Self } from './self.js';
import type { Words } from './words.js';

export const RLOCK_WORDS = LOCK_WORDS;

export class RLock {
  readonly #words: Words;
  readonly #index: number;
  readonly #count: number;
  readonly #lock: Lock;
  readonly #self: Self;

  constructor(words: Words, index: number, self: Self, lock = new Lock(words, index, self)) {
    this.#words = words;
    this.#index = index;
    this.#count = index + 1;
    this.#lock = lock;
    this.#self = self;
  }

  static initialize(words: Words, index: number): void {
    Lock.initialize(words, index);
    words.store(index + 1, 0);
  }

  /** @returns false when `timeoutMs` went by first. */
  acquire(timeoutMs = Infinity): boolean {
    const { plain } = this.#words;
    if (ownerOf(plain[this.#index] as number) !== this.#self.worker && !this.#lock.acquire(timeoutMs)) return false;
    plain[this.#count] = (plain[this.#count] as number) + 1;
    return true;
  }

  tryAcquire(): boolean {
    return this.acquire(0);
  }

  /** @throws NotOwnerError when this worker does not hold it. */
  release(): void {
    const { plain } = this.#words;
    const owner = ownerOf(plain[this.#index] as number);
    if (owner !== this.#self.worker) throw new NotOwnerError(this.#self.worker, owner);
    const left = (plain[this.#count] as number) - 1;
    plain[this.#count] = left;
    if (left === 0) this.#lock.release();
  }

  owner(): number | null {
    return this.#lock.owner();
  }

  /** How often its owner holds it. */
  depth(): number {
    return this.#words.load(this.#count);
  }
}
