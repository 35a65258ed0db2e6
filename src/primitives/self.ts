/**
 * Who uses a primitive, and how it sleeps.
 *
 * A worker that is about to sleep says on what, in a word of its own: the watchdog reads it from outside and
 * so sees who waits for whom, at no cost to those who need not wait.
 */
import type { WaitResult, Words } from './words.js';

export interface Self {
  /** The worker's number in the run, 0 and up. */
  readonly worker: number;
  /** Loads before it sleeps; 0 where workers outnumber cores. */
  readonly spins: number;
  /**
   * Index of two words of its own: what it sleeps on (the first word of a primitive, with TIMED where the sleep
   * will end by itself, or 0), and how often anybody woke it. -1 where nobody asks.
   */
  readonly blockedOn: number;
  /** Where workers share an interpreter: they sleep outside of it. */
  readonly interpreter?: Shared | undefined;
}

/** What only one of several workers can be in. */
interface Shared {
  /** @throws Interrupted when the run was called off; the worker is outside all the same */
  leave(): void;
  /** @throws Interrupted when the run was called off */
  enter(): void;
}

/** Marks a sleep with a time limit: it is no part of a deadlock. */
export const TIMED = 1 << 30;

/**
 * One sleep on `index`, told as being blocked on `primitive`, outside of a shared interpreter.
 * @throws Interrupted as `Words.wait` does
 */
export function sleepOn(
  words: Words,
  self: Self,
  primitive: number,
  index: number,
  expected: number,
  timeoutMs: number,
): WaitResult {
  const { interpreter } = self;
  if (!interpreter) return sleepAs(self, words, primitive, index, expected, timeoutMs);
  const deadline = new Deadline(timeoutMs);
  try {
    interpreter.leave();
    let result: WaitResult;
    // To come in between two naps would cost a turn, and take one from those inside.
    do result = sleepAs(self, words, primitive, index, expected, Math.max(0, deadline.left()));
    while (result === 'still');
    return result;
  } finally {
    interpreter.enter();
  }
}

function sleepAs(
  self: Self,
  words: Words,
  primitive: number,
  index: number,
  expected: number,
  timeoutMs: number,
): WaitResult {
  if (self.blockedOn < 0) return words.wait(index, expected, timeoutMs);
  words.store(self.blockedOn, timeoutMs === Infinity ? primitive : primitive | TIMED);
  try {
    const result = words.wait(index, expected, timeoutMs);
    // Counted before the sleep is told to be over: who looks twice and sees the same sleep and the same count
    // knows that it has slept all the while.
    if (result !== 'still') words.add(self.blockedOn + 1, 1);
    return result;
  } finally {
    words.store(self.blockedOn, 0);
  }
}

/** A moment in the future, and what is left until then. `Infinity` never comes. */
export class Deadline {
  readonly #at: number;

  constructor(timeoutMs: number) {
    this.#at = timeoutMs === Infinity ? Infinity : performance.now() + timeoutMs;
  }

  /** Milliseconds; 0 or less when it is over. */
  left(): number {
    return this.#at === Infinity ? Infinity : this.#at - performance.now();
  }
}
