/**
 * How a warm worker is called to a round: it sleeps on its mailbox's epoch; the host writes which member it
 * is and moves the epoch on. Threads have theirs in a SharedArrayBuffer, where `terminate()` reaches a
 * sleeper; processes in the arena.
 *
 * Layout: word 0 epoch, word 1 member, words 2 and 3 the worker's first instruction (ns, low and high half).
 */
import type { Words } from '../primitives/words.js';

export const MAILBOX_WORDS = 4;

const BEGAN_LOW = 2;
const BEGAN_HIGH = 3;
const HALF_BITS = 32;

export class Mailbox {
  readonly #words: Words;
  readonly #index: number;
  #seen = 0;

  constructor(words: Words, index: number) {
    this.#words = words;
    this.#index = index;
  }

  /** Host, before the worker starts. */
  initialize(): void {
    this.#words.store(this.#index, 0);
  }

  /** Worker, before it is ready: when its first instruction came. */
  set beganNs(value: bigint) {
    this.#words.store(this.#index + BEGAN_LOW, Number(BigInt.asIntN(HALF_BITS, value)));
    this.#words.store(this.#index + BEGAN_HIGH, Number(BigInt.asIntN(HALF_BITS, value >> BigInt(HALF_BITS))));
  }

  /** Host, once it is ready. */
  get beganNs(): bigint {
    const low = BigInt(this.#words.load(this.#index + BEGAN_LOW));
    const high = BigInt(this.#words.load(this.#index + BEGAN_HIGH));
    return (high << BigInt(HALF_BITS)) | BigInt.asUintN(HALF_BITS, low);
  }

  /** Host: wakes the worker for one round as this member. */
  call(member: number): void {
    this.#words.store(this.#index + 1, member);
    this.#words.add(this.#index, 1);
    this.#words.wake(this.#index, 1);
  }

  /** Worker: sleeps until called. @returns the member that it is. */
  awaitCall(): number {
    let epoch = this.#words.load(this.#index);
    while (epoch === this.#seen) {
      this.#words.wait(this.#index, epoch, Infinity);
      epoch = this.#words.load(this.#index);
    }
    this.#seen = epoch;
    return this.#words.load(this.#index + 1);
  }
}
