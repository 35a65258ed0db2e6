/**
 * A global interpreter lock: CPython's own algorithm (`take_gil`, `drop_gil` and the eval breaker in its
 * `Python/ceval_gil.c`, version 3.2 and later), over words of shared memory.
 *
 * Layout:
 *   word 0            held: 0 free, worker + 1 held. Waiters sleep on it
 *   word 1            waiters: workers that sleep on it, or are about to
 *   word 2            last: worker + 1 of who held it last, also once it is free
 *   word 3            the same, kept by the meters of a run that is recorded
 *   word LINE         turn: moved on by one when another worker takes it than held it last
 *   word LINE + 1     leavers: workers that wait for the turn to move on, or are about to
 *   word 2·LINE       request: the turn that shall end
 *
 * States:
 *   free → held       take: one compare-exchange; the turn moves on unless it is the same worker again
 *   held → held, asked    a waiter slept for an interval, in which the turn did not move on
 *   held → free       drop: before a sleep or some I/O, or at a checkpoint when asked
 * Who drops it when asked waits until the turn has moved on. Else it would be the first to have it again:
 * it runs already, and the others must be woken.
 *
 * CPython keeps all this under a mutex and tells it by two condition variables. Here a request names the turn
 * that it is about, so that one that comes too late is about nobody and need not be taken back; and every
 * sleep is on a word that has changed before its wake. No wake is lost: a waiter counts itself in before it
 * looks at the lock for the last time, and who drops it looks at the count afterwards; so it is with leavers.
 *
 * Fairness: who asks makes the holder stop, but a worker that runs may take the free lock before it is awake.
 * A worker that only ever waits and computes a little gets its turn after an interval: the convoy effect.
 */
import { Deadline } from './self.js';
import { EVERYBODY, LINE_WORDS, type WaitResult, type Words } from './words.js';

const WAITERS = 1;
const LAST = 2;
const TURN = LINE_WORDS;
const LEAVERS = LINE_WORDS + 1;
const REQUEST = 2 * LINE_WORDS;

const FREE = 0;

/** Which of its words the meters keep: see `recording/meter.ts`. */
export const GIL_LAST_RECORDED = 3;
/** Words that one takes. */
export const GIL_WORDS = 3 * LINE_WORDS;

export class Gil {
  readonly #words: Words;
  readonly #index: number;
  readonly #intervalMs: number;
  readonly #self: number;
  /** The turn that this worker has, from its `take` to its `drop`: nobody else can move it on meanwhile. */
  #turn = 0;

  /**
   * @param worker a number that no other user of this lock has, 0 and up
   * @param intervalMs how long a waiter lets the holder be before it asks; CPython's is 5
   */
  constructor(words: Words, index: number, worker: number, intervalMs: number) {
    this.#words = words;
    this.#index = index;
    this.#self = worker + 1;
    this.#intervalMs = intervalMs;
  }

  /** Makes the words a free lock. Before any worker sees them. */
  static initialize(words: Words, index: number): void {
    for (const word of [0, WAITERS, LAST, GIL_LAST_RECORDED, TURN, LEAVERS, REQUEST]) words.store(index + word, 0);
  }

  /** How often it has gone from one worker to another, the first take included. */
  static turns(words: Words, index: number): number {
    return words.load(index + TURN);
  }

  tryTake(): boolean {
    const words = this.#words;
    const index = this.#index;
    if (words.compareExchange(index, FREE, this.#self) !== FREE) return false;
    if (words.load(index + LAST) === this.#self) {
      this.#turn = words.load(index + TURN);
      return true;
    }
    words.store(index + LAST, this.#self);
    this.#turn = (words.add(index + TURN, 1) + 1) | 0;
    if (words.load(index + LEAVERS) > 0) words.wake(index + TURN, EVERYBODY);
    return true;
  }

  /** Waits until it is free, and has it. @throws Interrupted when the run was called off; then it does not. */
  take(): void {
    if (this.tryTake()) return;
    const words = this.#words;
    words.add(this.#index + WAITERS, 1);
    try {
      do this.#waitAnInterval();
      while (!this.tryTake());
    } finally {
      words.add(this.#index + WAITERS, -1);
    }
  }

  /** Whether somebody wants the holder to drop it. For the holder. */
  isAsked(): boolean {
    return this.#words.load(this.#index + REQUEST) === this.#turn;
  }

  /** Wants whoever has this turn to drop it. Who asks must go on to take it: the holder waits for that. */
  ask(turn: number): void {
    this.#words.store(this.#index + REQUEST, turn);
  }

  /**
   * Lets it go and, when asked for it, waits until another worker has it.
   * @throws Interrupted when the run was called off; it is let go of all the same
   */
  drop(): void {
    const words = this.#words;
    const turn = this.#index + TURN;
    this.dropForGood();
    if (!this.isAsked()) return;
    words.add(this.#index + LEAVERS, 1);
    try {
      while (words.load(turn) === this.#turn) words.wait(turn, this.#turn, Infinity);
    } finally {
      words.add(this.#index + LEAVERS, -1);
    }
  }

  /** Lets it go and waits for nobody: this worker is through, and will not be the first to have it again. */
  dropForGood(): void {
    this.#words.store(this.#index, FREE);
    if (this.#words.load(this.#index + WAITERS) > 0) this.#words.wake(this.#index, 1);
  }

  /** Sleeps until the lock is dropped, or for an interval; and asks for it when nothing moved in that time. */
  #waitAnInterval(): void {
    const words = this.#words;
    const index = this.#index;
    const holder = words.load(index);
    if (holder === FREE) return;
    const turn = words.load(index + TURN);
    const deadline = new Deadline(this.#intervalMs);
    let result: WaitResult;
    do result = words.wait(index, holder, Math.max(0, deadline.left()));
    while (result === 'still');
    if (result !== 'timed-out') return;
    if (words.load(index) !== FREE && words.load(index + TURN) === turn) this.ask(turn);
  }
}
