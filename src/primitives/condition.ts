/**
 * A condition variable over a lock: Python's `threading.Condition`.
 *
 * Layout:
 *   word 0            the lock
 *   word LINE         tickets given: how many ever waited
 *   word LINE + 1     waiting: how many wait and have not been notified
 *   word LINE + 2     seats
 *   then, a line each, the seats:
 *     word 0          its bell: EMPTY, WAITING or RUNG
 *     word 1          the ticket of who sits there
 *
 * All of it is only written with the lock held; a waiter that has released the lock only looks at its own
 * bell. A waiter takes any empty seat (a worker's number says nothing: numbers run over all groups of a run),
 * draws a ticket, releases the lock, sleeps on its bell, and takes the lock again. `notify`
 * rings the bells of the oldest tickets: first come, first served, nobody is woken for nothing, and a notify
 * that nobody waits for is forgotten, as in Python.
 *
 * No wakeup is lost: the seat is taken before the lock is released, and a bell that rang before its owner
 * fell asleep keeps it from sleeping.
 */
import { Lock, LOCK_WORDS, NotOwnerError } from './lock.js';
import { Deadline, sleepOn, type Self } from './self.js';
import { LINE_WORDS, type Words } from './words.js';

const GIVEN = LOCK_WORDS;
const WAITING_COUNT = LOCK_WORDS + 1;
const SEAT_COUNT = LOCK_WORDS + 2;
const SEATS = LOCK_WORDS + LINE_WORDS;

const EMPTY = 0;
const WAITING = 1;
const RUNG = 2;

/** @param workers that may wait at the same time */
export function conditionWords(workers: number): number {
  return SEATS + workers * LINE_WORDS;
}

export class Condition {
  readonly lock: Lock;
  readonly #words: Words;
  readonly #index: number;
  readonly #self: Self;

  constructor(words: Words, index: number, self: Self, lock = new Lock(words, index, self)) {
    this.lock = lock;
    this.#words = words;
    this.#index = index;
    this.#self = self;
  }

  static initialize(words: Words, index: number, workers: number): void {
    Lock.initialize(words, index);
    words.store(index + GIVEN, 0);
    words.store(index + WAITING_COUNT, 0);
    words.store(index + SEAT_COUNT, workers);
    for (let seat = 0; seat < workers; seat += 1) words.store(index + SEATS + seat * LINE_WORDS, EMPTY);
  }

  /**
   * Releases the lock, waits for a notify, takes the lock again.
   * @returns false when `timeoutMs` went by first; the lock is held again all the same.
   * @throws NotOwnerError when this worker does not hold the lock
   * @throws RangeError when more workers wait than it was made for
   */
  wait(timeoutMs = Infinity): boolean {
    this.#checkOwner();
    const words = this.#words;
    const bell = this.#emptySeat();
    words.store(bell + 1, words.add(this.#index + GIVEN, 1));
    words.store(bell, WAITING);
    words.add(this.#index + WAITING_COUNT, 1);
    this.lock.release();

    const deadline = new Deadline(timeoutMs);
    while (words.load(bell) === WAITING) {
      const leftMs = deadline.left();
      if (leftMs <= 0) break;
      sleepOn(words, this.#self, this.#index + GIVEN, bell, WAITING, leftMs);
    }
    this.lock.acquire();
    // Looked at with the lock held: a notify that came between the end of the wait and here still counts.
    const wasRung = words.exchange(bell, EMPTY) === RUNG;
    if (!wasRung) words.add(this.#index + WAITING_COUNT, -1);
    return wasRung;
  }

  /** Waits until the predicate holds, which is asked with the lock held. @returns its last answer. */
  waitFor(predicate: () => boolean, timeoutMs = Infinity): boolean {
    const deadline = new Deadline(timeoutMs);
    let holds = predicate();
    while (!holds) {
      const leftMs = deadline.left();
      if (leftMs <= 0) break;
      this.wait(leftMs);
      holds = predicate();
    }
    return holds;
  }

  /**
   * Wakes up to `count` waiters, the longest waiting first.
   * @throws NotOwnerError when this worker does not hold the lock
   */
  notify(count = 1): void {
    this.#checkOwner();
    for (let rung = 0; rung < count; rung += 1) {
      if (this.#words.load(this.#index + WAITING_COUNT) === 0) return;
      this.#ring(this.#oldest());
    }
  }

  notifyAll(): void {
    this.notify(Infinity);
  }

  #ring(bell: number): void {
    this.#words.add(this.#index + WAITING_COUNT, -1);
    this.#words.store(bell, RUNG);
    this.#words.wake(bell, 1);
  }

  /** The bell of whoever waits longest; somebody does. */
  #oldest(): number {
    const words = this.#words;
    const given = words.load(this.#index + GIVEN);
    const seats = words.load(this.#index + SEAT_COUNT);
    let oldest = -1;
    let longestAgo = -1;
    for (let seat = 0; seat < seats; seat += 1) {
      const bell = this.#bellOf(seat);
      if (words.load(bell) !== WAITING) continue;
      // Tickets wrap around; how long ago one was given does not.
      const ago = (given - words.load(bell + 1)) >>> 0;
      if (ago > longestAgo) {
        longestAgo = ago;
        oldest = bell;
      }
    }
    return oldest;
  }

  #emptySeat(): number {
    const seats = this.#words.load(this.#index + SEAT_COUNT);
    for (let seat = 0; seat < seats; seat += 1) {
      const bell = this.#bellOf(seat);
      if (this.#words.load(bell) === EMPTY) return bell;
    }
    throw new RangeError(`${seats} workers wait already, and the condition was made for no more.`);
  }

  #bellOf(seat: number): number {
    return this.#index + SEATS + seat * LINE_WORDS;
  }

  #checkOwner(): void {
    const owner = this.lock.owner();
    if (owner !== this.#self.worker) throw new NotOwnerError(this.#self.worker, owner);
  }
}
