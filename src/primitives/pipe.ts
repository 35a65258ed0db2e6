/**
 * A pipe between two ends, both ways: Python's `multiprocessing.Pipe`. Each end belongs to one worker; a third
 * worker is refused. That is what makes it faster than a queue: no locks.
 *
 * Layout:
 *   word 0, 1          the worker that has end 0, and end 1, plus 1; 0 while nobody has it
 *   word 2, 3          1 once that end is closed
 *   word 4             capacity of each direction in bytes
 *   word LINE, 2·LINE  an event count for each end, on which its worker sleeps until a message comes
 *   word 3, 4·LINE     and one on which it sleeps until there is room
 *   then two rings (see `ring.ts`): from end 0 to 1, and from end 1 to 0
 *
 * Each ring has one producer and one consumer, so its cursors need no lock. A message received wakes only who
 * waits for room: one who waits for an answer would wake up in vain, just before it.
 *
 * Closed by one end: the other gets what was sent, then the end; what it sends is refused, also when it was
 * waiting for room already.
 */
import { EventCount } from './event-count.js';
import { LOADS_A_REST, Ring, ringWords } from './ring.js';
import { Deadline, type Self } from './self.js';
import { LINE_WORDS, type Words } from './words.js';

export type End = 0 | 1;

const CLOSED = 2;
const CAPACITY = 4;
const BELLS = LINE_WORDS;
const ROOM_BELLS = 3 * LINE_WORDS;
const RINGS = 5 * LINE_WORDS;

/** @param capacityBytes of each direction, a power of two */
export function pipeWords(capacityBytes: number): number {
  return RINGS + 2 * ringWords(capacityBytes);
}

export class EndTakenError extends Error {
  override readonly name = 'EndTakenError';
}

export class PipeClosedError extends Error {
  override readonly name = 'PipeClosedError';
}

export class Pipe {
  readonly #words: Words;
  readonly #plain: Int32Array;
  readonly #index: number;
  readonly #self: Self;
  readonly #end: End;
  readonly #out: Ring;
  readonly #in: Ring;
  readonly #messageHere: EventCount;
  readonly #messageThere: EventCount;
  readonly #roomHere: EventCount;
  readonly #roomThere: EventCount;

  protected constructor(words: Words, index: number, end: End, self: Self) {
    const other: End = end === 0 ? 1 : 0;
    const rings = [index + RINGS, index + RINGS + ringWords(words.plain[index + CAPACITY] as number)] as const;
    this.#words = words;
    this.#plain = words.plain;
    this.#index = index;
    this.#self = self;
    this.#end = end;
    this.#out = new Ring(words, rings[end]);
    this.#in = new Ring(words, rings[other]);
    this.#messageHere = new EventCount(words, index + BELLS + end * LINE_WORDS);
    this.#messageThere = new EventCount(words, index + BELLS + other * LINE_WORDS);
    this.#roomHere = new EventCount(words, index + ROOM_BELLS + end * LINE_WORDS);
    this.#roomThere = new EventCount(words, index + ROOM_BELLS + other * LINE_WORDS);
  }

  static initialize(words: Words, index: number, capacityBytes: number): void {
    for (let word = 0; word < LINE_WORDS; word += 1) words.store(index + word, 0);
    words.store(index + CAPACITY, capacityBytes);
    for (let bell = BELLS; bell < RINGS; bell += LINE_WORDS) words.store(index + bell, 0);
    Ring.initialize(words, index + RINGS, capacityBytes);
    Ring.initialize(words, index + RINGS + ringWords(capacityBytes), capacityBytes);
  }

  /** Takes an end for this worker. @throws EndTakenError when another worker has it */
  static open(words: Words, index: number, end: End, self: Self): Pipe {
    Pipe.take(words, index, end, self);
    return new Pipe(words, index, end, self);
  }

  protected static take(words: Words, index: number, end: End, self: Self): void {
    const owner = words.compareExchange(index + end, 0, self.worker + 1);
    if (owner !== 0 && owner !== self.worker + 1) {
      throw new EndTakenError(`End ${end} of the pipe belongs to worker ${owner - 1}: a pipe has two ends, for two.`);
    }
  }

  /** The longest message that it takes, in bytes. */
  get longest(): number {
    return this.#out.longest;
  }

  /**
   * @returns false when there was no room for `timeoutMs`.
   * @throws PipeClosedError when either end is closed
   * @throws RangeError when the message could never fit
   */
  send(message: Uint8Array, timeoutMs = Infinity): boolean {
    if (message.length > this.#out.longest) {
      throw new RangeError(`A message of ${message.length} bytes never fits into a pipe of ${this.#out.longest}.`);
    }
    // A guess: who closes at this moment may as well have closed just after.
    if (this.#plain[this.#index + CLOSED] === 1 || this.#plain[this.#index + CLOSED + 1] === 1) this.#checkOpen();
    if (!this.#out.tryWrite(message) && !this.#sendLater(message, timeoutMs)) return false;
    this.#messageThere.notifyOne();
    return true;
  }

  /**
   * @param into room for the longest message that may come
   * @returns the message's length; -1 when none came for `timeoutMs`, -2 when the other end is closed and all is read
   * @throws RangeError when the message does not fit into `into`; it stays in the pipe
   */
  receive(into: Uint8Array, timeoutMs = Infinity): number {
    let length = this.#in.nextLength();
    if (length < 0) {
      length = this.#awaitNext(timeoutMs);
      if (length < 0) return length;
    }
    if (length > into.length) {
      throw new RangeError(`The message has ${length} bytes, and there is room for ${into.length}.`);
    }
    this.#in.read(into, length);
    this.#roomThere.notifyOne();
    return length;
  }

  /** Whether `receive` would not wait. */
  poll(): boolean {
    return this.#in.nextLength() >= 0 || this.#isClosed(this.#end === 0 ? 1 : 0);
  }

  close(): void {
    this.#words.store(this.#index + CLOSED + this.#end, 1);
    this.#messageThere.notifyAll();
    this.#roomThere.notifyAll();
  }

  #sendLater(message: Uint8Array, timeoutMs: number): boolean {
    if (timeoutMs <= 0) return false;
    for (let spin = 0; spin < this.#self.spins; spin += LOADS_A_REST) {
      this.#out.rest();
      if (this.#out.tryWrite(message)) return true;
    }
    const deadline = new Deadline(timeoutMs);
    for (;;) {
      const key = this.#roomHere.prepare();
      this.#checkOpen();
      if (this.#out.tryWrite(message)) {
        this.#roomHere.cancel(key);
        return true;
      }
      const leftMs = deadline.left();
      this.#roomHere.wait(key, this.#self, this.#index, leftMs);
      if (leftMs <= 0) return false;
    }
  }

  /** @returns the next message's length, or what `receive` returns when there is none. */
  #awaitNext(timeoutMs: number): number {
    const spins = timeoutMs > 0 ? this.#self.spins : 0;
    for (let spin = 0; spin < spins; spin += LOADS_A_REST) {
      this.#in.rest();
      const length = this.#in.nextLength();
      if (length >= 0) return length;
    }
    const deadline = new Deadline(timeoutMs);
    for (;;) {
      const key = this.#messageHere.prepare();
      // Before the last look: what was sent before the close is still received.
      const isClosed = this.#isClosed(this.#end === 0 ? 1 : 0);
      const length = this.#in.nextLength();
      if (length >= 0 || isClosed) {
        this.#messageHere.cancel(key);
        return length >= 0 ? length : -2;
      }
      const leftMs = deadline.left();
      this.#messageHere.wait(key, this.#self, this.#index, leftMs);
      if (leftMs <= 0) return -1;
    }
  }

  #checkOpen(): void {
    if (this.#isClosed(0) || this.#isClosed(1)) throw new PipeClosedError('The pipe is closed.');
  }

  #isClosed(end: End): boolean {
    return this.#words.load(this.#index + CLOSED + end) === 1;
  }
}
