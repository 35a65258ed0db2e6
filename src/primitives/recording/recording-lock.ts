/** A lock that tells its meter how it is used. It behaves as the plain one does. */
import { Lock } from '../lock.js';
import type { Self } from '../self.js';
import type { Words } from '../words.js';
import type { Meter } from './meter.js';

export class RecordingLock extends Lock {
  readonly #words: Words;
  readonly #meter: Meter;

  constructor(words: Words, index: number, self: Self, meter: Meter) {
    super(words, index, self);
    this.#words = words;
    this.#meter = meter;
  }

  override tryAcquire(): boolean {
    const isIn = super.tryAcquire();
    if (isIn) this.#meter.entered();
    else this.#meter.waits();
    return isIn;
  }

  override acquire(timeoutMs = Infinity): boolean {
    if (this.tryAcquire()) return true;
    if (timeoutMs <= 0) return false;
    const isIn = super.acquire(timeoutMs);
    if (isIn) this.#meter.entered();
    else this.#meter.gaveUp();
    return isIn;
  }

  override release(): void {
    const wokeBefore = this.#words.woke;
    this.#meter.left();
    super.release();
    if (this.#words.woke !== wokeBefore) this.#meter.woke(this.#words.woke - wokeBefore);
  }
}
