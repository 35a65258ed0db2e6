/**
 * A barrier for a fixed number of parties: Python's `threading.Barrier`.
 *
 * Layout:
 *   word 0          the lock of the rest
 *   word LINE       generation: changes when a generation ends, one way or the other
 *   word LINE + 1   arrived in this generation
 *   word LINE + 2   parties
 *   word LINE + 3   1 while it is broken
 *   word LINE + 4   how the last 32 generations ended, a bit each: 1 for broken
 *   word LINE + 5   sleepers: workers that sleep or are about to
 *
 * A generation ends when the last party arrives, or broken: a party's timeout, `abort`, or a `reset` while
 * some wait. Who waited for a generation that broke is told so, also when it looks late and the barrier has
 * been used, or has broken, again: 32 generations may end meanwhile. A generation that nobody waits for
 * cannot break. A broken barrier stays broken until `reset`.
 *
 * Everything but the sleep happens with the lock held. Nobody of a new generation can slip into the old one,
 * since the number is read before the arrival is counted, both under the lock. A sleeper counts itself in
 * before it looks at the generation for the last time, and the generation is moved on before the sleepers are
 * looked at: no wake is lost, and none is called that nobody sleeps for.
 */
import { Lock, LOCK_WORDS } from './lock.js';
import { Deadline, sleepOn, type Self } from './self.js';
import { EVERYBODY, LINE_WORDS, type Words } from './words.js';

export const BARRIER_WORDS = LOCK_WORDS + LINE_WORDS;

export class BrokenBarrierError extends Error {
  override readonly name = 'BrokenBarrierError';
}

export class Barrier {
  readonly #words: Words;
  readonly #generation: number;
  readonly #arrived: number;
  readonly #parties: number;
  readonly #isBroken: number;
  readonly #endings: number;
  readonly #sleepers: number;
  readonly #lock: Lock;
  readonly #self: Self;

  constructor(words: Words, index: number, self: Self) {
    const line = index + LOCK_WORDS;
    this.#words = words;
    this.#generation = line;
    this.#arrived = line + 1;
    this.#parties = line + 2;
    this.#isBroken = line + 3;
    this.#endings = line + 4;
    this.#sleepers = line + 5;
    this.#lock = new Lock(words, index, self);
    this.#self = self;
  }

  static initialize(words: Words, index: number, parties: number): void {
    Lock.initialize(words, index);
    const line = index + LOCK_WORDS;
    for (let word = 0; word < LINE_WORDS; word += 1) words.store(line + word, 0);
    words.store(line + 2, parties);
  }

  /**
   * @returns which arrival this was, 0 to parties − 1
   * @throws BrokenBarrierError when it is broken, breaks meanwhile, or `timeoutMs` go by, which breaks it
   */
  wait(timeoutMs = Infinity): number {
    const words = this.#words;
    this.#lock.acquire();
    if (words.load(this.#isBroken) === 1) {
      this.#lock.release();
      throw new BrokenBarrierError('The barrier is broken.');
    }
    const generation = words.load(this.#generation);
    const arrival = words.add(this.#arrived, 1);
    if (arrival + 1 === words.load(this.#parties)) {
      this.#endGeneration(false);
      this.#lock.release();
      return arrival;
    }
    this.#lock.release();
    this.#sleepThrough(generation, timeoutMs);
    if ((words.load(this.#endings) & (1 << generation)) !== 0) {
      throw new BrokenBarrierError('The barrier broke while this worker waited at it.');
    }
    return arrival;
  }

  /** Breaks it: who waits is told, and so is everybody who comes, until `reset`. */
  abort(): void {
    this.#lock.acquire();
    this.#break();
    this.#lock.release();
  }

  /** Makes it whole and empty. Who waits is told that it broke. */
  reset(): void {
    this.#lock.acquire();
    if (this.#words.load(this.#arrived) > 0) this.#endGeneration(true);
    this.#words.store(this.#isBroken, 0);
    this.#lock.release();
  }

  waiting(): number {
    return this.#words.load(this.#arrived);
  }

  isBroken(): boolean {
    return this.#words.load(this.#isBroken) === 1;
  }

  #sleepThrough(generation: number, timeoutMs: number): void {
    const words = this.#words;
    for (let spin = 0; spin < this.#self.spins; spin += 1) {
      if (words.load(this.#generation) !== generation) return;
    }
    const deadline = new Deadline(timeoutMs);
    words.add(this.#sleepers, 1);
    try {
      while (words.load(this.#generation) === generation) {
        const leftMs = deadline.left();
        if (leftMs <= 0) {
          this.#giveUp(generation);
          return;
        }
        // Told by the generation's word: the first one is the lock's, and would say that it waits for that.
        sleepOn(words, this.#self, this.#generation, this.#generation, generation, leftMs);
      }
    } finally {
      words.add(this.#sleepers, -1);
    }
  }

  #giveUp(generation: number): void {
    this.#lock.acquire();
    // The last party may have come at the last moment.
    if (this.#words.load(this.#generation) === generation) this.#break();
    this.#lock.release();
  }

  /** With the lock held. */
  #break(): void {
    this.#words.store(this.#isBroken, 1);
    if (this.#words.load(this.#arrived) > 0) this.#endGeneration(true);
  }

  /** With the lock held. */
  #endGeneration(asBroken: boolean): void {
    const words = this.#words;
    // Shifts count modulo 32, and so does the place of a generation's bit.
    const bit = 1 << words.load(this.#generation);
    const endings = words.load(this.#endings);
    words.store(this.#endings, asBroken ? endings | bit : endings & ~bit);
    words.store(this.#arrived, 0);
    words.add(this.#generation, 1);
    if (words.load(this.#sleepers) > 0) words.wake(this.#generation, EVERYBODY);
  }
}
