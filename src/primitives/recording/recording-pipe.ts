/**
 * An end of a pipe that tells one meter what it sends and another what it receives. Each direction has one
 * sender and one receiver, so the messages that each has counted are the messages' numbers.
 */
import { Pipe, type End } from '../pipe.js';
import type { Self } from '../self.js';
import type { Words } from '../words.js';
import type { Meter } from './meter.js';
import { FROM_END_1, kindNumber } from './span-ring.js';

const PUT = kindNumber('PUT');
const GET = kindNumber('GET');

export class RecordingPipe extends Pipe {
  readonly #words: Words;
  readonly #sends: Meter;
  readonly #receives: Meter;
  readonly #sent: number;
  readonly #received: number;

  private constructor(words: Words, index: number, end: End, self: Self, sends: Meter, receives: Meter) {
    super(words, index, end, self);
    this.#words = words;
    this.#sends = sends;
    this.#receives = receives;
    this.#sent = end === 1 ? FROM_END_1 : 0;
    this.#received = end === 0 ? FROM_END_1 : 0;
  }

  /** As `Pipe.open`. @throws EndTakenError when another worker has it */
  static openRecording(words: Words, index: number, end: End, self: Self, sends: Meter, receives: Meter): Pipe {
    Pipe.take(words, index, end, self);
    return new RecordingPipe(words, index, end, self, sends, receives);
  }

  override send(message: Uint8Array, timeoutMs = Infinity): boolean {
    const meter = this.#sends;
    const beganNs = meter.begins();
    const wokeBefore = this.#words.woke;
    let isIn = super.send(message, 0);
    if (!isIn) {
      meter.waits();
      if (timeoutMs <= 0) return false;
      isIn = meter.during(() => super.send(message, timeoutMs));
    }
    if (isIn) meter.passed(PUT, this.#sent, meter.operations, beganNs);
    else meter.gaveUp();
    if (this.#words.woke !== wokeBefore) meter.woke(this.#words.woke - wokeBefore);
    return isIn;
  }

  override receive(into: Uint8Array, timeoutMs = Infinity): number {
    const meter = this.#receives;
    const beganNs = meter.begins();
    const wokeBefore = this.#words.woke;
    let length = super.receive(into, 0);
    if (length === -1) {
      meter.waits();
      if (timeoutMs <= 0) return -1;
      length = meter.during(() => super.receive(into, timeoutMs));
    }
    if (length >= 0) meter.passed(GET, this.#received, meter.operations, beganNs);
    else meter.gaveUp();
    if (this.#words.woke !== wokeBefore) meter.woke(this.#words.woke - wokeBefore);
    return length;
  }
}
