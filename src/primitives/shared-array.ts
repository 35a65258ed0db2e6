/**
 * Typed values in shared memory: Python's `multiprocessing.Value` (an array of one) and `Array`.
 *
 * Layout:
 *   word 0      a lock
 *   word LINE   the elements: 4 bytes each for i32, 8 for i64 and f64
 *
 * With its lock (Python's default), each single `get` and `set` holds the lock, and so no value is ever torn.
 * That does not make `array[i] += 1` atomic: it is a get and a set, between which another worker may come;
 * whoever wants it whole holds `lock` over both, as in Python. Who has no number (it looks on from outside,
 * when the workers are through) takes no lock: a worker may have ended with it. Without its lock nothing is guarded; a 64-bit
 * value is then written in one piece by the machines that this runs on, which nobody promises.
 */
import { RLock, RLOCK_WORDS } from './rlock.js';
import type { Self } from './self.js';
import { LINE_WORDS, type Words } from './words.js';

export const ELEMENT_TYPES = ['i32', 'i64', 'f64'] as const;
export type ElementType = (typeof ELEMENT_TYPES)[number];

export function sharedArrayWords(type: ElementType, length: number): number {
  const words = type === 'i32' ? length : 2 * length;
  return RLOCK_WORDS + Math.ceil(words / LINE_WORDS) * LINE_WORDS;
}

export class SharedArray {
  /** Guards single accesses too, so it is re-entrant, as Python's is. */
  readonly lock: RLock;
  readonly length: number;
  readonly #isLocked: boolean;
  readonly #elements: Int32Array | Float64Array | BigInt64Array;

  constructor(
    words: Words,
    index: number,
    self: Self,
    type: ElementType,
    length: number,
    isLocked: boolean,
    lock = new RLock(words, index, self),
  ) {
    this.lock = lock;
    this.length = length;
    this.#isLocked = isLocked && self.worker >= 0;
    const { buffer, byteOffset } = words.bytes;
    const start = byteOffset + (index + RLOCK_WORDS) * 4;
    this.#elements =
      type === 'i32'
        ? new Int32Array(buffer, start, length)
        : type === 'i64'
          ? new BigInt64Array(buffer, start, length)
          : new Float64Array(buffer, start, length);
  }

  static initialize(words: Words, index: number, type: ElementType, values: readonly number[]): void {
    RLock.initialize(words, index);
    const nobody: Self = { worker: 0, spins: 0, blockedOn: -1 };
    const array = new SharedArray(words, index, nobody, type, values.length, false);
    for (const [position, value] of values.entries()) array.set(position, value);
  }

  /** i64 come as numbers; beyond 2⁵³ they are rounded. @throws RangeError outside of the array */
  get(position: number): number {
    this.#check(position);
    if (!this.#isLocked) return this.#load(position);
    this.lock.acquire();
    const value = this.#load(position);
    this.lock.release();
    return value;
  }

  /** @throws RangeError outside of the array, and for an i64 that is not a whole number */
  set(position: number, value: number): void {
    this.#check(position);
    // A value that cannot be stored is refused before the lock is taken.
    const element = this.#elements instanceof BigInt64Array ? BigInt(value) : value;
    if (!this.#isLocked) {
      this.#store(position, element);
      return;
    }
    this.lock.acquire();
    this.#store(position, element);
    this.lock.release();
  }

  toArray(): readonly number[] {
    return Array.from({ length: this.length }, (_, position) => this.get(position));
  }

  // Integers go through atomic accesses, so that no compiler keeps one in a register over a loop and makes a
  // race look like something else. For f64 the language has none.
  #load(position: number): number {
    const elements = this.#elements;
    if (elements instanceof Float64Array) return elements[position] ?? Number.NaN;
    return elements instanceof Int32Array ? Atomics.load(elements, position) : Number(Atomics.load(elements, position));
  }

  #store(position: number, value: number | bigint): void {
    const elements = this.#elements;
    if (elements instanceof BigInt64Array) Atomics.store(elements, position, value as bigint);
    else if (elements instanceof Int32Array) Atomics.store(elements, position, value as number);
    else elements[position] = value as number;
  }

  #check(position: number): void {
    if (!Number.isInteger(position) || position < 0 || position >= this.length) {
      throw new RangeError(`There is no element ${position} in an array of ${this.length}.`);
    }
  }
}
