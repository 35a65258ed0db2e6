/**
 * A bounded queue of messages, for any number of producers and consumers: Python's `queue.Queue` and
 * `multiprocessing.Queue`, with `close`.
 *
 * Layout:
 *   word 0            the producers' lock; word 1, messages ever put
 *   word LINE         the consumers' lock; word LINE + 1, messages ever got
 *   word 2·LINE       not empty: an event count on which consumers sleep
 *   word 3·LINE       not full: an event count on which producers sleep
 *   word 4·LINE       1 once it is closed
 *   word 4·LINE + 1   the most messages that it may hold; 0 for as many as fit
 *   word 4·LINE + 2   bytes of the ring that sleeping producers want; 0 none yet, -1 not all the same
 *   then a ring (see `ring.ts`)
 *
 * The counts and the closing are written with a lock held, and plainly: the release of the lock publishes them.
 *
 * Two locks: producers do not meet consumers. A message is in the queue from the store of the ring's tail,
 * out of it from the store of its head; a worker that dies in between leaves the others a whole queue, and its
 * lock, which the watchdog sees. Nobody sleeps with a lock held.
 *
 * Closed: `put` is refused; `get` empties it, and then tells the end. It is closed with the producers' lock
 * held: nothing can come after a consumer has seen that it is closed and empty.
 *
 * Room: one message that goes may let several in, and one that is long may be too long where the next is not.
 * So a producer that has slept passes the wake on while there is room for one as long as its own; and once
 * producers have slept for messages of different lengths, each message that goes wakes them all.
 *
 * Order: messages come out in the order in which they went in; of several producers, in the order of their
 * puts. Who of several consumers gets one is not said.
 */
import { EventCount } from './event-count.js';
import { Lock, LOCK_WORDS } from './lock.js';
import { LOADS_A_REST, Ring, ringWords, sizeOf } from './ring.js';
import { Deadline, type Self } from './self.js';
import { LINE_WORDS, type Words } from './words.js';

const CONSUMERS = LOCK_WORDS;
const NOT_EMPTY = 2 * LOCK_WORDS;
const NOT_FULL = NOT_EMPTY + LINE_WORDS;
const CLOSED = NOT_FULL + LINE_WORDS;
const MOST = CLOSED + 1;
const WANTED = CLOSED + 2;
const RING = CLOSED + LINE_WORDS;
const PUT = 1;
const GOT = CONSUMERS + 1;

/** In place of a wanted size. */
const MIXED = -1;

/** @param capacityBytes a power of two; each message takes its length rounded up to a word, and a word more */
export function queueWords(capacityBytes: number): number {
  return RING + ringWords(capacityBytes);
}

export class QueueClosedError extends Error {
  override readonly name = 'QueueClosedError';
}

export class Queue {
  /** The numbers of the messages that this handle put and got last, counted from the queue's first: for traces. */
  protected lastPut = -1;
  protected lastGot = -1;
  readonly #words: Words;
  readonly #index: number;
  readonly #self: Self;
  readonly #ring: Ring;
  readonly #producers: Lock;
  readonly #consumers: Lock;
  readonly #notEmpty: EventCount;
  readonly #notFull: EventCount;
  readonly #most: number;

  constructor(words: Words, index: number, self: Self) {
    this.#words = words;
    this.#index = index;
    this.#self = self;
    this.#ring = new Ring(words, index + RING);
    this.#producers = new Lock(words, index, self);
    this.#consumers = new Lock(words, index + CONSUMERS, self);
    this.#notEmpty = new EventCount(words, index + NOT_EMPTY);
    this.#notFull = new EventCount(words, index + NOT_FULL);
    this.#most = words.plain[index + MOST] as number;
  }

  /** @param most messages; 0 for as many as fit */
  static initialize(words: Words, index: number, capacityBytes: number, most = 0): void {
    Lock.initialize(words, index);
    Lock.initialize(words, index + CONSUMERS);
    for (const word of [NOT_EMPTY, NOT_FULL, CLOSED, WANTED, PUT, GOT]) words.store(index + word, 0);
    words.store(index + MOST, most);
    Ring.initialize(words, index + RING, capacityBytes);
  }

  /** The longest message that it takes, in bytes. */
  get longest(): number {
    return this.#ring.longest;
  }

  /**
   * @returns false when it stayed full for `timeoutMs`.
   * @throws QueueClosedError when it is closed
   * @throws RangeError when the message could never fit
   */
  put(message: Uint8Array, timeoutMs = Infinity): boolean {
    if (message.length > this.#ring.longest) {
      throw new RangeError(`A message of ${message.length} bytes never fits into a queue of ${this.#ring.longest}.`);
    }
    if (this.#tryPut(message)) return true;
    if (timeoutMs <= 0) return false;
    for (let spin = 0; spin < this.#self.spins; spin += LOADS_A_REST) {
      this.#ring.rest();
      if (this.#mayHaveRoom(message.length) && this.#tryPut(message)) return true;
    }
    return this.#sleepToPut(message, timeoutMs);
  }

  /**
   * @param into room for the longest message that may come
   * @returns the message's length; -1 when it stayed empty for `timeoutMs`, -2 when it is closed and empty
   * @throws RangeError when the message does not fit into `into`; it stays in the queue
   */
  get(into: Uint8Array, timeoutMs = Infinity): number {
    const length = this.#tryGet(into);
    if (length >= 0) return length;
    const spins = timeoutMs > 0 ? this.#self.spins : 0;
    for (let spin = 0; spin < spins; spin += LOADS_A_REST) {
      this.#ring.rest();
      if (this.#ring.isEmpty()) continue;
      const spunLength = this.#tryGet(into);
      if (spunLength >= 0) return spunLength;
    }
    return this.#sleepToGet(into, timeoutMs);
  }

  close(): void {
    this.#producers.acquire();
    this.#words.store(this.#index + CLOSED, 1);
    this.#producers.release();
    this.#notEmpty.notifyAll();
    this.#notFull.notifyAll();
  }

  isClosed(): boolean {
    return this.#words.load(this.#index + CLOSED) === 1;
  }

  /** Messages in it, as of now. */
  size(): number {
    return (this.#words.load(this.#index + PUT) - this.#words.load(this.#index + GOT)) | 0;
  }

  #sleepToPut(message: Uint8Array, timeoutMs: number): boolean {
    const deadline = new Deadline(timeoutMs);
    for (;;) {
      const key = this.#notFull.prepare();
      if (this.#tryPut(message, true)) {
        this.#notFull.cancel(key);
        if (this.#mayHaveRoom(message.length)) this.#notFull.notifyOne();
        return true;
      }
      const leftMs = deadline.left();
      this.#notFull.wait(key, this.#self, this.#index + NOT_FULL, leftMs);
      if (leftMs <= 0) return false;
    }
  }

  #sleepToGet(into: Uint8Array, timeoutMs: number): number {
    const deadline = new Deadline(timeoutMs);
    for (;;) {
      const key = this.#notEmpty.prepare();
      // Before the last look: what was put before the close is still got.
      const isClosed = this.isClosed();
      const length = this.#tryGet(into);
      if (length >= 0 || isClosed) {
        this.#notEmpty.cancel(key);
        return length >= 0 ? length : -2;
      }
      const leftMs = deadline.left();
      this.#notEmpty.wait(key, this.#self, this.#index + NOT_EMPTY, leftMs);
      if (leftMs <= 0) return -1;
    }
  }

  #tryPut(message: Uint8Array, isLastLook = false): boolean {
    const words = this.#words;
    this.#producers.acquire();
    if (words.plain[this.#index + CLOSED] === 1) {
      this.#producers.release();
      throw new QueueClosedError('The queue is closed.');
    }
    const put = words.plain[this.#index + PUT] as number;
    const isFull = this.#most > 0 && ((put - words.load(this.#index + GOT)) | 0) >= this.#most;
    const isIn = !isFull && this.#ring.tryWrite(message);
    if (isIn) {
      words.plain[this.#index + PUT] = (put + 1) | 0;
      this.lastPut = put;
    } else if (isLastLook && !isFull) this.#noteWanted(sizeOf(message.length));
    this.#producers.release();
    if (isIn) this.#notEmpty.notifyOne();
    return isIn;
  }

  /** With the producers' lock held, before this producer can fall asleep. */
  #noteWanted(size: number): void {
    const wanted = this.#words.load(this.#index + WANTED);
    if (wanted !== size && wanted !== MIXED) this.#words.store(this.#index + WANTED, wanted === 0 ? size : MIXED);
  }

  #tryGet(into: Uint8Array): number {
    const words = this.#words;
    this.#consumers.acquire();
    const length = this.#ring.nextLength();
    if (length < 0) {
      this.#consumers.release();
      return -1;
    }
    if (length > into.length) {
      this.#consumers.release();
      // It may have been woken for this message: another may have room for it.
      this.#notEmpty.notifyOne();
      throw new RangeError(`The message has ${length} bytes, and there is room for ${into.length}.`);
    }
    this.#ring.read(into, length);
    const got = words.plain[this.#index + GOT] as number;
    words.plain[this.#index + GOT] = (got + 1) | 0;
    this.lastGot = got;
    this.#consumers.release();
    // What is wanted is looked at last: a producer that notes it later has a key that is old by now.
    if (this.#notFull.notifyOne() && words.load(this.#index + WANTED) === MIXED) this.#notFull.notifyAll();
    return length;
  }

  #mayHaveRoom(length: number): boolean {
    return this.#ring.hasRoom(length) && (this.#most === 0 || this.size() < this.#most);
  }
}
