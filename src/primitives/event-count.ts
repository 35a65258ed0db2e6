/**
 * An event count: sleep until something may have changed. It is what queues and pipes park on.
 *
 * Layout: one word. Low 12 bits: tokens, the sleepers that nobody has woken yet. High 20 bits: a sequence
 * number, moved on by every notify that found a token.
 *
 * A waiter takes a key (and leaves a token), looks at its condition once more, and then either sleeps with
 * the key or gives it back. A notifier changes the condition first and looks at the tokens then: one of the
 * two sees the other. A notify consumes one token and wakes one sleeper; without tokens it is one load, which
 * is what keeps an uncontended queue free of system calls.
 *
 * A wake may reach a sleeper that came after the notify, in place of the one whose token was consumed. It sees
 * that the number is still its own, takes its token back, and passes the wake on.
 *
 * Invariant: there are at least as many tokens as sleepers. More may be left by waiters that went on because
 * the number had moved, without having been the one woken: they cost a needless wake each and no more. When
 * so many are left that they could run into the number, all are cleared at once and everybody is woken.
 *
 * The number comes round after 2²⁰ notifies. Who stood still for exactly so many between its key and its
 * sleep would sleep on an old key until the next notify, or take back a token that is not its own. It would have
 * to stand still for seconds, in which the others park a million times, and not once more or less.
 */
import { sleepOn, type Self } from './self.js';
import { EVERYBODY, type WaitResult, type Words } from './words.js';

const TOKENS = 0xfff;
const ONE_NOTIFY = 1 << 12;
const TOO_MANY_TOKENS = 0xc00;

export class EventCount {
  readonly #words: Words;
  readonly #index: number;

  constructor(words: Words, index: number) {
    this.#words = words;
    this.#index = index;
  }

  /** @returns the key for `wait` or `cancel`. */
  prepare(): number {
    for (;;) {
      const seen = this.#words.load(this.#index);
      if ((seen & TOKENS) >= TOO_MANY_TOKENS) {
        this.notifyAll();
        continue;
      }
      if (this.#words.compareExchange(this.#index, seen, seen + 1) === seen) return seen + 1;
    }
  }

  /** The condition holds after all. @returns whether the token was taken back; else a notify has consumed one. */
  cancel(key: number): boolean {
    for (let seen = this.#words.load(this.#index); isSameNumber(seen, key) && (seen & TOKENS) !== 0;) {
      // The number has not moved, so nobody has consumed a token since this one was left.
      const before = this.#words.compareExchange(this.#index, seen, seen - 1);
      if (before === seen) return true;
      seen = before;
    }
    return false;
  }

  /** Sleeps until a notify after the key, or `timeoutMs`. May return early. */
  wait(key: number, self: Self, primitive: number, timeoutMs: number): void {
    const seen = this.#words.load(this.#index);
    if (!isSameNumber(seen, key)) return;
    if (timeoutMs <= 0) {
      this.cancel(key);
      return;
    }
    let result: WaitResult | undefined;
    try {
      result = sleepOn(this.#words, self, primitive, this.#index, seen, timeoutMs);
    } finally {
      // Woken by no notify (a timeout, an interrupt, another token on the same word): the token goes back.
      const isStillOwn = this.cancel(key);
      if (isStillOwn && result === 'woken') this.#words.wake(this.#index, 1);
    }
  }

  /** @returns whether anybody slept, or was about to. */
  notifyOne(): boolean {
    for (let seen = this.#words.load(this.#index); (seen & TOKENS) !== 0;) {
      const before = this.#words.compareExchange(this.#index, seen, (seen - 1 + ONE_NOTIFY) | 0);
      if (before === seen) {
        this.#words.wake(this.#index, 1);
        return true;
      }
      seen = before;
    }
    return false;
  }

  notifyAll(): void {
    for (let seen = this.#words.load(this.#index); (seen & TOKENS) !== 0;) {
      const before = this.#words.compareExchange(this.#index, seen, ((seen & ~TOKENS) + ONE_NOTIFY) | 0);
      if (before === seen) {
        this.#words.wake(this.#index, EVERYBODY);
        return;
      }
      seen = before;
    }
  }
}

function isSameNumber(a: number, b: number): boolean {
  return ((a ^ b) & ~TOKENS) === 0;
}
