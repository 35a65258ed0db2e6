/**
 * A ring of bytes for messages of any length: what queues and pipes are made of. It knows nothing of locks or
 * sleep; its user sees to it that one producer and one consumer at a time touch it.
 *
 * Layout, a line each, so that the two sides do not fight over one:
 *   word 0           tail: bytes ever written, modulo 2³²; only the producer stores it
 *   word 1           the producer's own copy of head, as it last saw it
 *   word LINE        head: bytes ever read, modulo 2³²; only the consumer stores it
 *   word LINE + 1    the consumer's own copy of tail
 *   word 2·LINE      capacity in bytes, a power of two
 *   then the bytes
 *
 * A message is its length in one word, then its bytes, rounded up to whole words; both may run over the end
 * of the ring and go on at its beginning. It is published by the one store of `tail`: a producer that dies
 * before has written nothing. It is taken by the one store of `head`.
 */
import { LINE_WORDS, type Words } from './words.js';

const HEAD = LINE_WORDS;
const CAPACITY = 2 * LINE_WORDS;
const BYTES = 3 * LINE_WORDS;

const LENGTH_BYTES = 4;
/** Loads that make up a rest. */
export const LOADS_A_REST = 40;
/** Up to here a loop is faster than a copy by the library; four bytes at a time, in one order both ways. */
const SHORT_BYTES = 32;

export function ringWords(capacityBytes: number): number {
  return BYTES + capacityBytes / 4;
}

export class Ring {
  /** Index of the words that change with a message written, and with one read: what the other side waits on. */
  readonly tail: number;
  readonly head: number;
  readonly #words: Words;
  readonly #plain: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #capacityWord: number;
  readonly #start: number;
  readonly #capacity: number;
  readonly #mask: number;

  constructor(words: Words, index: number) {
    this.tail = index;
    this.head = index + HEAD;
    this.#words = words;
    this.#plain = words.plain;
    this.#bytes = words.bytes;
    this.#capacityWord = index + CAPACITY;
    this.#start = (index + BYTES) * 4;
    this.#capacity = words.plain[index + CAPACITY] as number;
    this.#mask = this.#capacity - 1;
  }

  /** @param capacityBytes a power of two */
  static initialize(words: Words, index: number, capacityBytes: number): void {
    for (const word of [0, 1, HEAD, HEAD + 1]) words.store(index + word, 0);
    words.store(index + CAPACITY, capacityBytes);
  }

  /** The longest message that fits at all. */
  get longest(): number {
    return this.#capacity - LENGTH_BYTES;
  }

  /** Whether a message of this length would fit now: a guess for those who may not write. */
  hasRoom(length: number): boolean {
    const used = (this.#words.load(this.tail) - this.#words.load(this.head)) >>> 0;
    return used + sizeOf(length) <= this.#capacity;
  }

  /** Whether there is no message now: a guess for those who may not read. */
  isEmpty(): boolean {
    return this.#words.load(this.tail) === this.#words.load(this.head);
  }

  /**
   * A moment, some 0.1 µs, away from the cursors, for whoever looks at them again and again: each look takes their
   * line away from the side that writes it. So the two of them move more than one message in between.
   */
  rest(): void {
    for (let load = 0; load < LOADS_A_REST; load += 1) this.#words.load(this.#capacityWord);
  }

  /** @returns false when there is no room for it now. */
  tryWrite(message: Uint8Array): boolean {
    const length = message.length;
    const size = sizeOf(length);
    const tail = this.#plain[this.tail] as number;
    let head = this.#plain[this.tail + 1] as number;
    if (((tail - head) >>> 0) + size > this.#capacity) {
      head = this.#words.load(this.head);
      this.#plain[this.tail + 1] = head;
      if (((tail - head) >>> 0) + size > this.#capacity) return false;
    }
    this.#plain[(this.#start + (tail & this.#mask)) >> 2] = length;
    this.#copyIn(message, (tail + LENGTH_BYTES) & this.#mask, length);
    this.#words.store(this.tail, (tail + size) | 0);
    return true;
  }

  /** @returns the length of the next message, or -1 when there is none now. */
  nextLength(): number {
    const head = this.#plain[this.head] as number;
    if (this.#plain[this.head + 1] === head) {
      const tail = this.#words.load(this.tail);
      this.#plain[this.head + 1] = tail;
      if (tail === head) return -1;
    }
    return this.#plain[(this.#start + (head & this.#mask)) >> 2] as number;
  }

  /** Takes the next message, of which `nextLength` has just told the length; `into` has room for it. */
  read(into: Uint8Array, length: number): void {
    const head = this.#plain[this.head] as number;
    this.#copyOut(into, (head + LENGTH_BYTES) & this.#mask, length);
    this.#words.store(this.head, (head + sizeOf(length)) | 0);
  }

  #copyIn(message: Uint8Array, offset: number, length: number): void {
    const bytes = this.#bytes;
    const at = this.#start + offset;
    if (length <= SHORT_BYTES && offset + length <= this.#capacity) {
      const plain = this.#plain;
      let i = 0;
      for (let word = at >> 2; i + 4 <= length; word += 1, i += 4) {
        plain[word] =
          (message[i] as number) |
          ((message[i + 1] as number) << 8) |
          ((message[i + 2] as number) << 16) |
          ((message[i + 3] as number) << 24);
      }
      for (; i < length; i += 1) bytes[at + i] = message[i] as number;
      return;
    }
    const first = this.#capacity - offset;
    if (first >= length) {
      bytes.set(message, at);
      return;
    }
    bytes.set(message.subarray(0, first), at);
    bytes.set(message.subarray(first), this.#start);
  }

  #copyOut(into: Uint8Array, offset: number, length: number): void {
    const bytes = this.#bytes;
    const at = this.#start + offset;
    if (length <= SHORT_BYTES && offset + length <= this.#capacity) {
      const plain = this.#plain;
      let i = 0;
      for (let word = at >> 2; i + 4 <= length; word += 1, i += 4) {
        const four = plain[word] as number;
        into[i] = four;
        into[i + 1] = four >> 8;
        into[i + 2] = four >> 16;
        into[i + 3] = four >> 24;
      }
      for (; i < length; i += 1) into[i] = bytes[at + i] as number;
      return;
    }
    const first = Math.min(length, this.#capacity - offset);
    into.set(bytes.subarray(at, at + first), 0);
    if (first < length) into.set(bytes.subarray(this.#start, this.#start + length - first), first);
  }
}

/** Bytes of the ring that a message of this length takes. */
export function sizeOf(length: number): number {
  return LENGTH_BYTES + ((length + 3) & ~3);
}
