/** A queue that tells one meter of its puts and another of its gets, and where there is a trace, which message it was. */
import { Queue } from '../queue.js';
import type { Self } from '../self.js';
import type { Words } from '../words.js';
import type { Meter } from './meter.js';
import { kindNumber } from './span-ring.js';

const PUT = kindNumber('PUT');
const GET = kindNumber('GET');

export class RecordingQueue extends Queue {
  readonly #words: Words;
  readonly #puts: Meter;
  readonly #gets: Meter;

  constructor(words: Words, index: number, self: Self, puts: Meter, gets: Meter) {
    super(words, index, self);
    this.#words = words;
    this.#puts = puts;
    this.#gets = gets;
  }

  override put(message: Uint8Array, timeoutMs = Infinity): boolean {
    const meter = this.#puts;
    const beganNs = meter.begins();
    const wokeBefore = this.#words.woke;
    let isIn = super.put(message, 0);
    if (!isIn) {
      meter.waits();
      if (timeoutMs <= 0) return false;
      isIn = meter.during(() => super.put(message, timeoutMs));
      if (!isIn) {
        meter.gaveUp();
        return false;
      }
    }
    this.#note(meter, PUT, this.lastPut, beganNs);
    if (this.#words.woke !== wokeBefore) meter.woke(this.#words.woke - wokeBefore);
    return true;
  }

  override get(into: Uint8Array, timeoutMs = Infinity): number {
    const meter = this.#gets;
    const beganNs = meter.begins();
    const wokeBefore = this.#words.woke;
    let length = super.get(into, 0);
    if (length === -1) {
      meter.waits();
      if (timeoutMs <= 0) return -1;
      length = meter.during(() => super.get(into, timeoutMs));
    }
    if (length >= 0) this.#note(meter, GET, this.lastGot, beganNs);
    else meter.gaveUp();
    if (this.#words.woke !== wokeBefore) meter.woke(this.#words.woke - wokeBefore);
    return length;
  }

  #note(meter: Meter, kind: number, number: number, beganNs: number): void {
    const now = meter.passed(kind, 0, number, beganNs);
    if (now !== 0) meter.depth(now, this.size());
  }
}
